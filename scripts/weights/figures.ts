import type { SignalSummary } from '../../src/core/evaluation/signalSummary';
import type { GroupSummary, Means, ProtocolSummary } from '../../src/core/evaluation/summary';
import { markdownTable } from '../../src/core/evaluation/report/table';
import { figure, signalTable } from '../../src/core/evaluation/report/tables';

/** What `models/training/peer.py` writes: means over sets by kind of prompt. */
export type Peer = Readonly<
  Record<'box' | 'loose' | 'point', { readonly dice: number; readonly diceWithoutVessels: number }>
>;

/** Everything that the pages quote. */
export interface Figures {
  readonly of: (protocol: string) => ProtocolSummary;
  readonly peer: Peer;
}

const shown = ['box', 'loose', 'box+point', 'point', 'clicks'] as const;
const peerName = 'LiteMedSAM';

/** Dice by set and protocol, and what it comes to: for models/README.md. */
export function modelFigures({ of, peer }: Figures): string {
  const summaries = shown.map(of);
  const [boxes] = summaries as [ProtocolSummary];
  const row = (name: string, count: string, read: (summary: ProtocolSummary) => string, ellipse = ''): string[] => [
    name,
    count,
    ...summaries.map(read),
    ellipse,
  ];
  const peerOf = (protocol: string, key: 'dice' | 'diceWithoutVessels'): string =>
    protocol in peer ? figure(peer[protocol as keyof Peer][key]) : '';
  const table = markdownTable({
    head: ['Set', 'Images, masks', 'Exact box', 'Loose box', 'Box and point', 'One point', 'Five clicks', 'Ellipse'],
    rows: [
      ...boxes.sets.map((set) =>
        row(
          `\`${set.name}\``,
          `${set.images}, ${set.masks}`,
          (summary) => figure(setOf(summary, set.name).score.dice),
          figure(set.baseline.dice),
        ),
      ),
      row('mean of sets', '', ({ mean }) => figure(mean!.score.dice), figure(boxes.mean!.baseline.dice)),
      row('without vessels', '', (summary) => figure(restOf(summary).score.dice), figure(restOf(boxes).baseline.dice)),
      row('95 % interval', '', ({ mean }) => mean!.interval.map((end) => figure(end)).join(' to ')),
      row(`${peerName}, mean of sets`, '', ({ protocol }) => peerOf(protocol, 'dice')),
      row(`${peerName}, without vessels`, '', ({ protocol }) => peerOf(protocol, 'diceWithoutVessels')),
    ],
  });
  const clicks = of('clicks').clicks!;
  const at = (click: number): string => figure(clicks.dice[click - 1]);
  const percent = (share: number): string => `${(100 * share).toFixed(0)} %`;
  const whole = of('whole').sets.map(({ name, score }) => ({ vessels: /vessel/.test(name), dice: score.dice }));
  const others = whole.filter(({ vessels }) => !vessels).map(({ dice }) => dice);
  const vessels = whole.filter((each) => each.vessels).map(({ dice }) => figure(dice));
  return [
    table,
    `A model is worth its cost only where it beats the ellipse inscribed in the box, which costs nothing. ${beaten(boxes)} With a box around the whole image (\`whole\`), its Dice is ${vessels.join(', ')} on vessels and ${figure(Math.min(...others), 2)} to ${figure(Math.max(...others), 2)} elsewhere.`,
    `With clicks alone, each on the deepest pixel of the largest error, the mean Dice over all masks is ${at(1)}, ${at(3)}, ${at(5)}, ${at(10)} and ${at(20)} after 1, 3, 5, 10 and 20 clicks. An IoU of 0.85 is reached by ${percent(clicks.reached85)} of the masks within 20 clicks (${clicks.noc85.toFixed(1)} clicks on average, counting 20 for those that never do), one of 0.90 by ${percent(clicks.reached90)} (${clicks.noc90.toFixed(1)}).`,
  ].join('\n\n');
}

/** Dice and IoU by set, of exact boxes and of points: for docs/training.md. */
export function scoreFigures({ of }: Figures): string {
  const table = (title: string, summary: ProtocolSummary): string =>
    markdownTable({
      head: [`Set, ${title}`, 'Images', 'Masks', 'Dice', 'IoU', 'Ellipse, Dice'],
      rows: [
        ...summary.sets.map((set) => [`\`${set.name}\``, `${set.images}`, `${set.masks}`, ...overlapCells(set)]),
        ['mean of sets', '', '', ...overlapCells(summary.mean!)],
        ['without vessels', '', '', ...overlapCells(restOf(summary))],
      ],
    });
  return [table('exact box', of('box')), table('one point', of('point'))].join('\n\n');
}

/** The few figures of the first page. */
export function readmeFigures({ of, peer }: Figures): string {
  const rest = (protocol: string): Means => restOf(of(protocol));
  const table = markdownTable({
    head: ['', 'Exact box', 'Loose box', 'One click', 'Five clicks'],
    rows: [
      ['`compact`', ...['box', 'loose', 'point', 'clicks'].map((protocol) => figure(rest(protocol).score.dice))],
      [peerName, ...(['box', 'loose', 'point'] as const).map((prompt) => figure(peer[prompt].diceWithoutVessels)), '–'],
      ['ellipse inscribed in the box', ...['box', 'loose'].map((name) => figure(rest(name).baseline.dice)), '–', '–'],
    ],
  });
  const vessels = of('box').sets.filter(({ name }) => /vessel/.test(name));
  return `${table}\n\n${beaten(of('box'))} Thin vessels are weak: ${vessels.map(({ score }) => figure(score.dice)).join(', ')} with exact boxes.`;
}

/** What the estimate of quality is worth: for docs/evaluation.md. */
export function estimateFigures({ of }: Figures): string {
  const box = of('box');
  const sentence = (protocol: string, prompts: string): string => {
    const summary = of(protocol);
    const [all, , ...single] = summary.signals as [SignalSummary, SignalSummary, ...SignalSummary[]];
    const best = single.reduce((a, b) => ((b.all.spearman ?? 0) > (a.all.spearman ?? 0) ? b : a));
    return `With ${prompts} (mean Dice ${figure(meanDice(summary))}) the estimate reaches a Spearman of ${figure(all.all.spearman)}, an AUROC of ${figure(all.all.auroc)} and an AURC of ${figure(all.all.aurc)}; the best signal alone, \`${best.name}\`, ${figure(best.all.spearman)}, ${figure(best.all.auroc)} and ${figure(best.all.aurc)}.`;
  };
  const { aurcRandom, aurcBest, error } = box.quality!;
  return [
    `The table shows how well the estimate ranks the ${masksOf(box)} masks of the validation sets with exact boxes (mean Dice ${figure(meanDice(box))}), compared with each signal alone: first with all masks pooled, then as the mean over the sets. The AURC is ${figure(aurcRandom)} for a random order and ${figure(aurcBest)} for the true one; the mean error of the estimate is ${figure(error)}.`,
    markdownTable(signalTable(box)!),
    `${sentence('loose', 'loose boxes')} ${sentence('point', 'single points')}`,
  ].join('\n\n');
}

/** In words: on which sets the ellipse is better. */
function beaten({ sets }: ProtocolSummary): string {
  const lost = sets.filter(({ score, baseline }) => score.dice < baseline.dice);
  const names = lost.map(
    ({ name, score, baseline }) => `\`${name}\` (${figure(score.dice)} against ${figure(baseline.dice)})`,
  );
  if (names.length === 0) return `With exact boxes \`compact\` is better than the ellipse on all ${sets.length} sets.`;
  return `With exact boxes \`compact\` is better than the ellipse on ${sets.length - lost.length} of ${sets.length} sets, and worse on ${names.join(', ')}.`;
}

function overlapCells({ score, baseline }: Means): string[] {
  return [figure(score.dice), figure(score.iou), figure(baseline.dice)];
}

function setOf({ sets }: ProtocolSummary, name: string): GroupSummary {
  const found = sets.find((set) => set.name === name);
  if (found === undefined) throw new Error(`${name} was not measured with every protocol.`);
  return found;
}

/** Sets without vessels, whose branches no box describes. */
export const withoutVessels = 'Without vessels=-*vessel*';

/** Means without vessels, which are those of all sets where there are none. */
function restOf({ groups, mean }: ProtocolSummary): Means {
  return groups.find(({ name }) => withoutVessels.startsWith(`${name}=`)) ?? mean!;
}

function masksOf({ sets }: ProtocolSummary): number {
  return sets.reduce((sum, { masks }) => sum + masks, 0);
}

function meanDice(summary: ProtocolSummary): number {
  return summary.sets.reduce((sum, { masks, score }) => sum + masks * score.dice, 0) / masksOf(summary);
}
