import type { Prompt } from '../../src/core/prompt/prompt';
import { boxHandles, handlePoint } from '../../src/core/view/boxHandle';
import { rectToViewport, toViewport, type ViewTransform } from '../../src/core/view/camera';
import { strokeWithHalo } from './halo';

export interface PromptStyle {
  readonly color: string;
  readonly handles: boolean;
  /** The box of a prompt that is not answered yet. */
  readonly dashed: boolean;
}

const handleSize = 7;
const pointRadius = 5;

/** Draws a prompt: its box as a line of one pixel, its handles, its points as discs with a plus or a minus. */
export function drawPrompt(
  context: CanvasRenderingContext2D,
  prompt: Prompt,
  transform: ViewTransform,
  { color, handles, dashed }: PromptStyle,
): void {
  context.save();
  if (prompt.box !== undefined) {
    const { x0, y0, x1, y1 } = rectToViewport(transform, prompt.box);
    const rect = [crisp(x0), crisp(y0), crisp(x1) - crisp(x0), crisp(y1) - crisp(y0)] as const;
    const path = new Path2D();
    path.rect(...rect);
    strokeWithHalo(context, path, { color, width: 1, dash: dashed ? [5, 4] : [] });
    if (handles) {
      context.lineWidth = 1;
      for (const handle of boxHandles) {
        const { x, y } = toViewport(transform, handlePoint(prompt.box, handle));
        const corner = [crisp(x - handleSize / 2), crisp(y - handleSize / 2), handleSize, handleSize] as const;
        context.fillStyle = '#ffffff';
        context.fillRect(...corner);
        context.strokeStyle = '#000000';
        context.strokeRect(...corner);
      }
    }
  }
  for (const point of prompt.points) {
    const { x, y } = toViewport(transform, point);
    drawPoint(context, x, y, point.positive, color);
  }
  context.restore();
}

/** Positive and negative points differ by more than colour: filled with a plus, hollow with a minus. */
function drawPoint(context: CanvasRenderingContext2D, x: number, y: number, positive: boolean, color: string): void {
  const disc = new Path2D();
  disc.arc(x, y, pointRadius, 0, 2 * Math.PI);
  context.fillStyle = positive ? '#ffffff' : '#000000';
  context.fill(disc);
  strokeWithHalo(context, disc, { color, width: 2 });
  context.beginPath();
  context.moveTo(x - 3, y);
  context.lineTo(x + 3, y);
  if (positive) {
    context.moveTo(x, y - 3);
    context.lineTo(x, y + 3);
  }
  context.lineWidth = 1.5;
  context.strokeStyle = positive ? '#000000' : '#ffffff';
  context.stroke();
}

/** Middle of the device pixel that a line of one CSS pixel should fill. */
function crisp(value: number): number {
  return Math.round(value - 0.5) + 0.5;
}
