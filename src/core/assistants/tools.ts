import { inputs, type ToolName } from './inputs';

/** A tool that assistants can call, as it is described to them and to users. */
export interface AssistantTool {
  readonly name: ToolName;
  /** A verb and its object, for menus. */
  readonly title: string;
  /** One sentence for users. */
  readonly summary: string;
  /** When to call it and what it returns, for language models. */
  readonly description: string;
  /** Whether it writes files, so that the user is asked each time. */
  readonly writes: boolean;
}

const tools: Readonly<Record<ToolName, Omit<AssistantTool, 'name'>>> = {
  find_images: {
    title: 'Find Images',
    summary: 'Lists the images of the folder that a filter lets through.',
    description:
      'Lists medical images of the folder with the status, labels, quality and number of their masks. Call it first: other tools take the paths that it returns. Returns no patient data.',
    writes: false,
  },
  describe_image: {
    title: 'Describe Image',
    summary: 'Describes an image and its masks without patient data.',
    description:
      'Describes one image (format, size, slices, spacing, modality) and each of its masks (label, slice, area, box, status, estimated quality and doubts). Returns neither pixels nor patient data.',
    writes: false,
  },
  rank_by_quality: {
    title: 'Rank by Quality',
    summary: 'Lists images by the estimated quality of their masks, worst first.',
    description:
      'Lists images with masks by the lowest estimated quality (an estimate of the Dice coefficient, not a measurement), worst first, with the reasons for doubt.',
    writes: false,
  },
  check_dataset: {
    title: 'Check Dataset',
    summary: 'Checks the images, masks, labels and sidecars of the folder for faults.',
    description:
      'Checks the whole folder for faults, without writing: masks that do not fit their images, unknown labels, empty or inverted masks, outliers, swapped sides, duplicates across splits, patient names in headers and more. Returns each problem with its file and rule, and no patient data.',
    writes: false,
  },
  segment_objects: {
    title: 'Segment Objects',
    summary: 'Segments objects in an image by boxes, points or taught labels, as unreviewed masks.',
    description:
      'Has the model segment objects in one image, by boxes or points in pixels or by labels that were taught. The masks are unreviewed drafts that a person has to review; they replace nothing. Returns the ID of the run, for undo_run. The user is asked first.',
    writes: true,
  },
  generate_masks: {
    title: 'Generate Masks',
    summary: 'Generates unreviewed masks for all images that a filter lets through.',
    description:
      'Has the model generate masks for all images that the filter lets through. Images with masks are skipped; with regenerate, only masks that no person has worked on are replaced. The masks are unreviewed drafts. Returns the ID of the run, for undo_run. The user is asked first.',
    writes: true,
  },
  start_review: {
    title: 'Start Review',
    summary: 'Starts a review of unreviewed masks, for a person to carry out.',
    description:
      'Starts a review of the unreviewed masks in VS Code, in which a person accepts, corrects or rejects them one by one. An assistant cannot accept or reject masks. Outside VS Code it returns a link that starts the review.',
    writes: false,
  },
  export_masks: {
    title: 'Export Masks',
    summary: 'Exports masks in the layout of another program into a new folder within the folder.',
    description:
      'Exports the masks of the folder in another layout, such as nnunet, coco or yolo, into a new folder inside it. Nothing is replaced. The user is asked first.',
    writes: true,
  },
  undo_run: {
    title: 'Undo Run',
    summary: 'Undoes a run that an assistant has started.',
    description:
      'Undoes a run of segment_objects or generate_masks: removes its masks and restores those it replaced. What a person has changed or reviewed since stays. The user is asked first.',
    writes: true,
  },
};

const names = Object.keys(inputs) as ToolName[];

export const assistantTools: readonly AssistantTool[] = names.map((name) => ({ name, ...tools[name] }));

export function isToolName(name: string): name is ToolName {
  return name in inputs;
}

/** What every client gets as instructions. */
export const instructions =
  'SAM-UNet segments medical images. Its masks are drafts: only a person can accept, correct or reject them. Never tell the user that a mask is correct; start a review instead.';
