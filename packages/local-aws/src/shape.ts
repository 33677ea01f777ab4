import { invalid, ServiceException } from './serviceException.ts'

/** A JSON object of a request, nothing known about its members. */
export type Shape = Readonly<Record<string, unknown>>

function mistyped(expected: string): ServiceException {
  return new ServiceException('SerializationException', `Expected ${expected}`)
}

/** The value as an object. @throws ServiceException SerializationException */
export function shapeOf(value: unknown): Shape {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw mistyped('a structure')
  return value as Shape
}

/** The member itself; null counts as absent. */
export function member(shape: Shape, name: string): unknown {
  return shape[name] ?? undefined
}

/** Refuses members that this endpoint does not honour, so that none is ignored in silence. */
export function assertOnly(shape: Shape, names: readonly string[]): void {
  for (const name of Object.keys(shape)) {
    if (!names.includes(name) && member(shape, name) !== undefined) {
      throw invalid('The request has a parameter that the local endpoint does not support')
    }
  }
}

/** The member as an object, or undefined. */
export function findShape(shape: Shape, name: string): Shape | undefined {
  const value = member(shape, name)
  return value === undefined ? undefined : shapeOf(value)
}

/** The member as an object. @throws ServiceException ValidationException when absent */
export function getShape(shape: Shape, name: string): Shape {
  return present(findShape(shape, name), name)
}

/** The member as a string, or undefined. */
export function findString(shape: Shape, name: string): string | undefined {
  const value = member(shape, name)
  if (value !== undefined && typeof value !== 'string') throw mistyped(`a string for ${name}`)
  return value
}

/** The member as a string. @throws ServiceException ValidationException when absent */
export function getString(shape: Shape, name: string): string {
  return present(findString(shape, name), name)
}

/** The member as a boolean, or undefined. */
export function findBoolean(shape: Shape, name: string): boolean | undefined {
  const value = member(shape, name)
  if (value !== undefined && typeof value !== 'boolean') throw mistyped(`a boolean for ${name}`)
  return value
}

/** The member as an integer of at least 1, or undefined. */
export function findCount(shape: Shape, name: string): number | undefined {
  const value = member(shape, name)
  if (value === undefined) return undefined
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) throw mistyped(`an integer for ${name}`)
  if (value < 1) throw invalid(`${name} must be at least 1`)
  return value
}

/** The member as a list. @throws ServiceException ValidationException when absent */
export function getList(shape: Shape, name: string): readonly unknown[] {
  const value = present(member(shape, name), name)
  if (!Array.isArray(value)) throw mistyped(`a list for ${name}`)
  return value
}

/** The member as bytes, sent as base64, or undefined. */
export function findBytes(shape: Shape, name: string): Buffer | undefined {
  const value = findString(shape, name)
  return value === undefined ? undefined : bytesOf(value)
}

/** The member as bytes. @throws ServiceException ValidationException when absent */
export function getBytes(shape: Shape, name: string): Buffer {
  return present(findBytes(shape, name), name)
}

/** Base64 read strictly: what does not come back the same is refused. */
export function bytesOf(base64: string): Buffer {
  const bytes = Buffer.from(base64, 'base64')
  if (bytes.toString('base64') !== base64) throw mistyped('base64')
  return bytes
}

function present<T>(value: T | undefined, name: string): T {
  if (value === undefined) throw invalid(`${name} must not be null`)
  return value
}
