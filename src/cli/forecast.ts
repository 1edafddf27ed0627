import { UserError } from '../core/base/error';
import { amountText, forecastTexts, losses, type Forecast, type ForecastRow } from '../core/layouts/forecast';
import { counted } from '../core/text/counted';
import { english, verbatim } from '../core/text/message';
import { terminal } from './terminal';

/**
 * Prints what a layout will hold of the masks, before anything is written.
 * @param options `accepts` whether masks may lose pixels
 * @returns a hook that throws UserError `bad-input` where they would and may not
 */
export function showForecast(
  layout: string,
  { asJson, accepts }: { readonly asJson: boolean; readonly accepts: boolean },
): (forecast: Forecast) => Promise<boolean> {
  return (forecast) => {
    terminal.endProgress();
    if (!asJson) for (const line of forecastLines(layout, forecast)) terminal.print(line);
    const lost = losses(forecast).map(lossText);
    if (lost.length > 0 && !accepts) {
      throw new UserError('bad-input', {
        problem: verbatim(`The layout ${layout} cannot hold all masks: ${lost.join(' and ')} would be lost.`),
        advice: verbatim('Select another layout, or accept this with --accept-losses. Nothing was exported.'),
      });
    }
    return Promise.resolve(true);
  };
}

function lossText({ part, count, images }: ForecastRow): string {
  return part === 'position'
    ? `${english(counted(count, 'mask'))} of ${english(counted(images, 'image'))} without a position`
    : `${count.toLocaleString('en')} pixels where objects overlap`;
}

/** A table, with a title where there is something in it. */
function forecastLines(layout: string, forecast: Forecast): string[] {
  if (forecast.length === 0) return [];
  const rows = forecast.map((row) => {
    const { part, outcome } = forecastTexts(row);
    return [english(part), english(amountText(row)), english(outcome)] as const;
  });
  const widths = [0, 1].map((column) => Math.max(...rows.map((row) => row[column]!.length)));
  return [
    `What ${layout} holds of the masks:`,
    ...rows.map(([part, found, outcome]) => `  ${part.padEnd(widths[0]!)}  ${found.padStart(widths[1]!)}  ${outcome}`),
  ];
}
