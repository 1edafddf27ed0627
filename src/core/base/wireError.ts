import { messageOf, UserError, type UserErrorCode, type UserErrorDetails } from './error';

/** An error as it crosses a process or page border. */
export interface WireError {
  readonly message: string;
  readonly code?: UserErrorCode;
  readonly details?: Omit<UserErrorDetails, 'cause'>;
  readonly stack?: string;
}

export function toWireError(error: unknown): WireError {
  if (error instanceof UserError) {
    const { problem, advice, file, question } = error.details;
    return {
      message: error.message,
      code: error.code,
      details: {
        problem,
        ...(advice === undefined ? {} : { advice }),
        ...(file === undefined ? {} : { file }),
        ...(question === undefined ? {} : { question }),
      },
    };
  }
  const stack = error instanceof Error ? error.stack : undefined;
  return { message: messageOf(error), ...(stack === undefined ? {} : { stack }) };
}

export function fromWireError(wire: WireError): Error {
  if (wire.code !== undefined && wire.details !== undefined) return new UserError(wire.code, wire.details);
  const error = new Error(wire.message);
  if (wire.stack !== undefined) error.stack = wire.stack;
  return error;
}
