import { Command } from 'commander';
import { reportText } from '../../core/doctor/report';
import { english } from '../../core/text/message';
import { examine } from '../../node/doctor/examine';
import { interruptToken } from '../interrupt';
import { inferenceSettings, modelOptions, type ModelOptions } from '../options';
import { terminal } from '../terminal';

interface DoctorOptions extends ModelOptions {
  readonly json?: true;
}

/** @param version of the product */
export function doctorCommand(version: string): Command {
  const command = new Command('doctor')
    .description('try every device that could run the model, and report what each one lacks')
    .option('--json', 'print JSON');
  for (const option of modelOptions()) command.addOption(option);
  return command.action(async (options: DoctorOptions) => {
    const report = await examine({
      settings: inferenceSettings(options),
      product: version,
      host: 'the command line',
      token: interruptToken(),
      onProgress: (message) => {
        terminal.progress(english(message));
      },
    });
    terminal.endProgress();
    terminal.printLines(options.json ? JSON.stringify(report) : reportText(report).trimEnd());
    if (report.devices.every(({ failure }) => failure !== undefined)) process.exitCode = 1;
  });
}
