import { existsSync, readFileSync } from 'node:fs'
import { readPolicy } from '@wardgraph/access'
import plan from '@wardgraph/schema/plan.json' with { type: 'json' }
import { expect, test } from 'vitest'
import fixture from './fixtures/usCore610.json' with { type: 'json' }
import { type MustSupport, mustSupportOf } from './usCore.ts'

const PACKAGE = '../shared/data/conformance/hl7.fhir.us.core-6.1.0.tgz'
const here = existsSync(PACKAGE)
const policy = readPolicy(plan)
/** Of HL7's package hl7.fhir.us.core 6.1.0 (CC0-1.0), as `mustSupportOf` reads it. */
const expected: MustSupport = fixture

/** What has no field, and why; each is kept as FHIR and leaves with an export. docs/record-types.md says so. */
const EXCEPTIONS: Readonly<Record<string, string>> = {
  'CarePlan.text': 'markup: the plan is said by its elements',
  'CarePlan.text.div': 'markup',
  'CarePlan.text.status': 'markup',
  'Condition.extension:assertedDate': 'an extension',
  'DiagnosticReport.media': 'leads to Media, which has no type',
  'DiagnosticReport.media.link': 'leads to Media, which has no type',
  'DocumentReference.content.attachment.data': 'bytes leave with an export only',
  'DocumentReference.content.attachment.url': 'would lead past every decision to the bytes',
  'Encounter.location': 'leads to Location, which has no type',
  'Encounter.location.location': 'leads to Location, which has no type',
  'Observation.specimen': 'leads to Specimen, which has no type',
  'Practitioner.address': 'may be a home, and STAFF is read by everybody who is signed in',
  'Practitioner.address.city': 'as Practitioner.address',
  'Practitioner.address.country': 'as Practitioner.address',
  'Practitioner.address.line': 'as Practitioner.address',
  'Practitioner.address.postalCode': 'as Practitioner.address',
  'Practitioner.address.state': 'as Practitioner.address',
}

/** Whether a path of elements is one of fields: of a record, and of values within it. */
function isMapped(type: string, path: string): boolean {
  let fields: Readonly<Record<string, unknown>> | undefined = policy.records[type]?.fields
  for (const name of path.split('.')) {
    const field = fields?.[name] as { type?: { name: string }; name?: string } | undefined // a field, or of a value its type
    if (field === undefined) return false
    fields = policy.values[field.type?.name ?? field.name ?? '']
  }
  return true
}

test('every element that US Core 6.1.0 wants supported is a field, or an exception that has its reason', () => {
  const missing = Object.entries(expected).flatMap(([type, paths]) =>
    paths.filter((path) => !isMapped(type, path)).map((path) => `${type}.${path}`),
  )
  expect(missing.sort()).toEqual(Object.keys(EXCEPTIONS).sort())
})

test('the paper has every exception', () => {
  const paper = readFileSync('docs/record-types.md', 'utf8')
  // What is within another exception has its reason.
  const named = Object.keys(EXCEPTIONS).filter(
    (path) => !Object.hasOwn(EXCEPTIONS, path.slice(0, path.lastIndexOf('.'))),
  )
  expect(named.filter((path) => !paper.includes(`\`${path}\``))).toEqual([])
})

test('a path that is none of the schema is found out', () => {
  expect(isMapped('Goal', 'target.dueDate')).toBe(true)
  expect(isMapped('Goal', 'target.dueDateTime')).toBe(false)
  expect(isMapped('Goal', 'targets')).toBe(false)
})

test.skipIf(!here)(
  `what is wanted is what the package says${here ? '' : ' (NOT RUN: the package is not here)'}`,
  () => {
    const types = Object.keys(expected)
    expect(mustSupportOf(readFileSync(PACKAGE), types)).toEqual(expected)
    // No type of ours that the package has a profile of is left out.
    const all = mustSupportOf(readFileSync(PACKAGE), Object.keys(policy.records))
    expect(types.sort()).toEqual(
      Object.keys(all)
        .filter((type) => all[type]?.length)
        .sort(),
    )
  },
)
