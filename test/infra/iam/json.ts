import { NotModelled } from './errors.ts'

/** @throws NotModelled on anything but a text or a list of texts with something in it. */
export function texts(json: unknown, name: string): readonly [string, ...string[]] {
  const [first, ...more]: unknown[] = Array.isArray(json) ? json : [json]
  const rest = more.filter((text) => typeof text === 'string')
  if (typeof first !== 'string' || rest.length < more.length) throw new NotModelled(`${name}: expected texts`)
  return [first, ...rest]
}

/** @throws NotModelled on anything but an object. */
export function elements(json: unknown): Readonly<Record<string, unknown>> {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) throw new NotModelled('expected an object')
  return json as Record<string, unknown> // an object of JSON, just checked
}
