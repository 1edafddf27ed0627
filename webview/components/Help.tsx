import type { Page } from '../store/page';

/** All keys of the editor, by command. */
export function Help({ page }: { page: Page }) {
  const keys = page.help.value;
  if (keys === undefined) return null;
  return (
    <div class="help" role="dialog" aria-label="Keys">
      <dl>
        {keys.map(({ title, keys: bound }) => (
          <div key={title}>
            <dt>
              {bound.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{title}</dd>
          </div>
        ))}
      </dl>
      <p>
        H hides the masks while it is held, Space moves the image with the mouse. These are the keys that SAM-UNet comes
        with; all but these two can be changed under Keyboard Shortcuts. Esc closes this.
      </p>
    </div>
  );
}
