import type * as vscode from 'vscode';
import { BulkRunner } from './bulk/bulkRunner';
import { QueueCredentials } from './bulk/queueCredentials';
import { RunsView } from './bulk/runsView';
import { Dataset } from './dataset/dataset';
import { DatasetView } from './dataset/datasetTree';
import { ImageEditors } from './editor/imageEditors';
import { DatasetProblems } from './lint/datasetProblems';
import { MetadataDocuments } from './metadata/metadataDocuments';
import { ReviewSession } from './review/reviewSession';
import { createServices, type Services } from './services';
import { TaughtLabels } from './teach/taughtLabels';
import { TaughtView } from './teach/taughtView';
import { Teacher } from './teach/teacher';
import { TeachOffers } from './teach/teachOffers';
import { TeachTimes } from './teach/teachTimes';

/**
 * All services of the extension. Each is made once, by {@link createCatalogue}, and reaches those who use it through here or
 * through its constructor: no module keeps one of its own.
 */
export interface Catalogue extends Services {
  readonly editors: ImageEditors;
  readonly review: ReviewSession;
  readonly metadata: MetadataDocuments;
  readonly bulk: BulkRunner;
  readonly queueCredentials: QueueCredentials;
  readonly dataset: Dataset;
  readonly datasetView: DatasetView;
  readonly problems: DatasetProblems;
  readonly taught: TaughtLabels;
  readonly teacher: Teacher;
  readonly extension: vscode.Extension<unknown>;
  /** What is remembered of the workspace. */
  readonly memory: vscode.Memento;
}

/** Makes every service, each after those that it is given. */
export function createCatalogue(context: vscode.ExtensionContext): Catalogue {
  const services = createServices(context.logUri);
  const taught = new TaughtLabels(services);
  const editors = new ImageEditors({ ...services, taught }, context);
  const review = new ReviewSession(services, editors);
  const metadata = new MetadataDocuments();
  const bulk = new BulkRunner(services, editors, context.workspaceState);
  const queueCredentials = new QueueCredentials(context.secrets);
  const dataset = new Dataset(services, context);
  const datasetView = new DatasetView(dataset, services);
  const problems = new DatasetProblems(services);
  const runs = new RunsView(services);
  const taughtView = new TaughtView(taught, dataset, services);
  const times = new TeachTimes(services, context.globalState);
  const teacher = new Teacher(services, taught, times);
  const { extension, workspaceState: memory } = context;
  const offers = new TeachOffers(services, editors, { dataset, taught, teacher, times }, memory);
  return {
    ...services,
    ...{
      editors,
      review,
      metadata,
      bulk,
      queueCredentials,
      dataset,
      datasetView,
      problems,
      taught,
      teacher,
      extension,
      memory,
    },
    dispose: () => {
      const own = [
        offers,
        taughtView,
        runs,
        problems,
        datasetView,
        dataset,
        bulk,
        metadata,
        review,
        editors,
        taught,
        services,
      ];
      for (const service of own) service.dispose();
    },
  };
}
