import { english, t, verbatim } from '../../../src/core/text/message';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../../src/core/base/error';
import type { Device } from '../../../src/core/protocol/inferenceApi';
import { chooseDevice } from '../../../src/node/inference/chooseDevice';

/** What a device does: the milliseconds it takes for an image, nothing measured, or a failure. */
type Behaviour = number | undefined | UserError;

const noDevice = (problem: string): UserError => new UserError('no-device', { problem: verbatim(problem) });

/** Tries fake devices in the order of the keys. */
async function choose(devices: Partial<Record<Device, Behaviour>>, isVoid: () => boolean = () => false) {
  const tried: Device[] = [];
  const disposed: Device[] = [];
  const attempt = (device: Device) => {
    tried.push(device);
    const behaviour = devices[device];
    if (behaviour instanceof UserError) return Promise.reject(behaviour);
    return Promise.resolve({
      process: { dispose: () => disposed.push(device) },
      model: {
        ...{ name: 'fake', sha256: '', device, prompts: { box: true, point: true, mask: true }, ms: 1, memory: 1 },
        ...(behaviour === undefined ? {} : { encodeMs: { device: behaviour, cpu: 100 } }),
      },
    });
  };
  const { best, others, failure } = await chooseDevice(Object.keys(devices) as Device[], attempt, isVoid);
  return { best: best?.model.device, others, failure, tried, disposed };
}

describe('chooseDevice', () => {
  it.each<[string, Partial<Record<Device, Behaviour>>, Device]>([
    ['the fastest, not the first', { cuda: 40, webgpu: 12.34, cpu: undefined }, 'webgpu'],
    ['the first, when it is the fastest', { cuda: 12.34, webgpu: 40, cpu: undefined }, 'cuda'],
  ])('takes %s, and says why not the other', async (_, devices, expected) => {
    const { best, others, tried, disposed } = await choose(devices);
    expect(best).toBe(expected);
    expect(tried).toEqual(['cuda', 'webgpu']);
    const other = expected === 'cuda' ? 'webgpu' : 'cuda';
    expect(disposed).toEqual([other]);
    const reason = `It works, but “${expected}” is faster (12.3 ms per image instead of 40.0 ms).`;
    expect(others.map((each) => ({ ...each, reason: english(each.reason) }))).toEqual([{ device: other, reason }]);
  });

  it('passes over what fails, and reports all in their order', async () => {
    const { best, others, disposed } = await choose({
      ...{ cuda: noDevice('There is no library.'), webgpu: 30, dml: 20, coreml: noDevice('It is slower.') },
      cpu: undefined,
    });
    expect(best).toBe('dml');
    expect(others.map(({ device }) => device)).toEqual(['cuda', 'webgpu', 'coreml']);
    expect(disposed).toEqual(['webgpu']);
  });

  it('takes the CPU when nothing else passes', async () => {
    const { best, others, tried } = await choose({
      cuda: noDevice('None.'),
      webgpu: noDevice('None.'),
      cpu: undefined,
    });
    expect([best, others.length, tried.length]).toEqual(['cpu', 2, 3]);
  });

  it('tries no other device after a failure of the model', async () => {
    const { best, failure, tried } = await choose({
      cuda: new UserError('bad-model', { problem: t`Damaged.` }),
      cpu: 1,
    });
    expect([best, tried]).toEqual([undefined, ['cuda']]);
    expect(failure?.code).toBe('bad-model');
  });

  it('ends when the result is no longer needed, with what it has', async () => {
    let calls = 0;
    const { best, tried } = await choose({ cuda: 20, webgpu: 10, cpu: undefined }, () => calls++ > 0);
    expect([best, tried]).toEqual(['cuda', ['cuda']]);
  });

  it('does not hide errors in the program', async () => {
    const broken = chooseDevice(
      ['cpu'],
      () => Promise.reject(new TypeError('broken')),
      () => false,
    );
    await expect(broken).rejects.toThrow(TypeError);
  });
});
