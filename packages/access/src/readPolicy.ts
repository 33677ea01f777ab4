import { AccessError } from './errors.ts'
import type { Policy } from './policy.ts'

type Check = (value: unknown) => boolean

const text: Check = (value) => typeof value === 'string'
const whole: Check = (value) => Number.isSafeInteger(value)
const flag: Check = (value) => typeof value === 'boolean'
const orNull =
  (check: Check): Check =>
  (value) =>
    value === null || check(value)
const orAbsent =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value)
const listOf =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(check)

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
const tableOf =
  (check: Check): Check =>
  (value) =>
    isObject(value) && Object.values(value).every(check)
const shapeOf =
  (fields: Readonly<Record<string, Check>>): Check =>
  (value) =>
    isObject(value) && Object.entries(fields).every(([name, check]) => check(value[name]))

const KINDS: readonly unknown[] = ['scalar', 'enum', 'value', 'record', 'connection']
const typeRef = shapeOf({ name: text, kind: (value) => KINDS.includes(value), list: flag, required: flag })
const fieldRule = shapeOf({
  class: text,
  write: orAbsent(text),
  mask: orAbsent(text),
  index: orAbsent(listOf(text)),
  type: typeRef,
})
const relations = shapeOf({
  SELF: whole,
  PROXY: whole,
  CARE_TEAM: whole,
  TENANT: whole,
  BREAK_GLASS: whole,
  AUTHOR: whole,
})
const policyShape = shapeOf({
  roles: tableOf(listOf(text)),
  relations,
  audiences: tableOf(tableOf(shapeOf({ full: whole, masked: whole }))),
  classes: tableOf(shapeOf({ id: whole, read: text, export: orAbsent(text) })),
  segments: tableOf(shapeOf({ bit: whole, read: text, withoutConsent: orNull(text) })),
  bases: tableOf(shapeOf({ untilAdult: flag })),
  records: tableOf(shapeOf({ key: text, patient: orNull(text), exists: text, fields: tableOf(fieldRule) })),
  values: tableOf(tableOf(typeRef)),
  roots: tableOf(shapeOf({ to: text, type: typeRef })),
  inputs: tableOf(text),
  steering: tableOf(text),
  lines: tableOf(text),
})

/** Checks the shape of an imported plan.json. @throws AccessError ERR_ACCESS_POLICY */
export function readPolicy(json: unknown): Policy {
  if (!policyShape(json)) throw new AccessError('ERR_ACCESS_POLICY')
  return json as Policy
}
