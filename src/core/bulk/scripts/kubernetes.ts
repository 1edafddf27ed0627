import { shardArguments, shellCommand, type ScriptRun } from './scriptRun';

export interface KubernetesRun extends ScriptRun {
  /** Image of the containers, in which `sam-unet` is installed. */
  readonly image: string;
  /** Greatest number of pods at the same time. */
  readonly parallelism: number;
}

/** An indexed Job of Kubernetes that works off the shards, one pod each. */
export function kubernetesJob(run: KubernetesRun): string {
  const { folder, shards, image, parallelism, gpus, threads, setup } = run;
  const command = shellCommand(['exec', 'sam-unet', ...shardArguments(run, { index: 0, count: 0 })]);
  const shard = `"$((JOB_COMPLETION_INDEX + 1))/${shards}"`;
  const script = [...setup, command.replace(/0\/0$/, '') + shard];
  const limits = [
    ...(gpus === undefined ? [] : [`nvidia.com/gpu: ${gpus}`]),
    ...(threads === undefined ? [] : [`cpu: ${threads}`]),
  ];
  return `${[
    `# Masks by SAM-UNet for ${folder.replaceAll(/[\r\n]/g, ' ')}`,
    `# Run ${run.run}: ${shards} shards, one pod each. Edit it as you need, then: kubectl apply -f FILE`,
    '# Deleted and applied again, it resumes: masks that are there are left alone.',
    'apiVersion: batch/v1',
    'kind: Job',
    'metadata:',
    `  name: ${jobName(run.run)}`,
    'spec:',
    '  completionMode: Indexed',
    `  completions: ${shards}`,
    `  parallelism: ${parallelism}`,
    '  # A shard with an image that fails ends with an error; it is tried again, and the other shards go on.',
    '  backoffLimitPerIndex: 2',
    '  podFailurePolicy:',
    '    rules:',
    '      # A pod that is evicted, or whose node fails, has not failed.',
    '      - action: Ignore',
    '        onPodConditions:',
    '          - type: DisruptionTarget',
    // Newer versions know it by themselves, older ones refuse to be without.
    '            status: "True"',
    '  template:',
    '    spec:',
    '      restartPolicy: Never',
    '      # Time to end the image at hand.',
    '      terminationGracePeriodSeconds: 120',
    '      containers:',
    '        - name: sam-unet',
    `          image: ${JSON.stringify(image)}`,
    '          command: ["/bin/sh", "-c"]',
    '          args:',
    '            - |',
    ...script.map((line) => `              ${line}`),
    ...(limits.length === 0 ? [] : ['          resources:', '            limits:']),
    ...limits.map((limit) => `              ${limit}`),
    '          volumeMounts:',
    '            - name: images',
    `              mountPath: ${JSON.stringify(folder)}`,
    '      volumes:',
    '        # The claim of the volume with the images: name your own.',
    '        - name: images',
    '          persistentVolumeClaim:',
    '            claimName: images',
  ].join('\n')}\n`;
}

/** A name that Kubernetes takes: lower case letters, digits and hyphens, at most 63. */
function jobName(run: string): string {
  const name = run.toLowerCase().replaceAll('_', '-').slice(0, 50);
  return `sam-unet-${name}`.replace(/-+$/, '');
}
