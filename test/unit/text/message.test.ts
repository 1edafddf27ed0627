import { describe, expect, it } from 'vitest';
import { UserError } from '../../../src/core/base/error';
import { fromWireError, toWireError } from '../../../src/core/base/wireError';
import { english, inWords, sentences, t } from '../../../src/core/text/message';

const bundle = {
  'The file has {0} of {1} slices.': '文件的 {1} 个切片中有 {0} 个。',
  '{0} slices': '{0} 个切片',
  'Choose {0}.': '请选择 {0}。',
};

describe('a message', () => {
  it('is English with its gaps filled', () => {
    expect(english(t`The file has ${2} of ${5} slices.`)).toBe('The file has 2 of 5 slices.');
    expect(english(t`Open it.`)).toBe('Open it.');
  });

  it('is translated, with gaps in the order of the language', () => {
    expect(inWords(t`The file has ${2} of ${5} slices.`, bundle)).toBe('文件的 5 个切片中有 2 个。');
  });

  it('translates the messages in its gaps, and leaves names alone', () => {
    expect(inWords(t`Choose ${t`${3} slices`}.`, bundle)).toBe('请选择 3 个切片。');
    expect(inWords(t`Choose ${'{0} slices'}.`, bundle)).toBe('请选择 {0} slices。');
  });

  it('stays English where the language lacks it', () => {
    expect(inWords(t`Close ${t`${3} slices`}.`, bundle)).toBe('Close 3 个切片.');
  });
});

describe('an error', () => {
  it('has an English message of file, problem and advice, and a text that can be translated', () => {
    const error = new UserError('damaged', {
      file: '/a/b.png',
      problem: t`${4} slices`,
      advice: t`Choose ${'c.png'}.`,
    });
    expect(error.message).toBe('/a/b.png: 4 slices Choose c.png.');
    expect(inWords(error.text, bundle)).toBe('/a/b.png: 4 个切片 请选择 c.png。');
  });

  it('can still be translated after it has crossed the border of a process', () => {
    const error = new UserError('damaged', { problem: sentences(t`${4} slices`), advice: t`Choose ${'c.png'}.` });
    const crossed = fromWireError(structuredClone(toWireError(error)));
    expect(crossed.message).toBe(error.message);
    expect(crossed instanceof UserError && inWords(crossed.text, bundle)).toBe('4 个切片 请选择 c.png。');
  });
});
