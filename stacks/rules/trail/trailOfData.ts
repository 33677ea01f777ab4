import { reword } from '../breaks.ts'
import { all, means, type Resource } from '../graph.ts'
import type { Rule } from '../rule.ts'
import { TYPE } from '../types.ts'

/** Selectors by these leave out no request. */
const WHOLE: ReadonlySet<string> = new Set(['eventCategory', 'resources.type', 'resources.ARN'])

/** https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-data-events-with-cloudtrail.html */
export const trailOfData: Rule = {
  source: 'CIS AWS 3.8 and 3.9; 45 CFR 164.312(b)',
  says: 'each request to a table, to the audit files and to a function is in the trail, whoever makes it',
  of: [TYPE.trail],
  check({ inputs }, graph) {
    const selectors: readonly Resource['inputs'][] = inputs.advancedEventSelectors ?? []
    const arns = selectors
      .filter(({ fieldSelectors = [] }) => fieldSelectors.every(({ field }: Resource['inputs']) => WHOLE.has(field)))
      .flatMap(({ fieldSelectors }) => fieldSelectors)
      .flatMap(({ field, startsWiths = [] }) => (field === 'resources.ARN' ? startsWiths : []))
    const archive = all(graph, TYPE.bucket).filter(({ name }) => name === 'ArchiveBucket')
    return [...all(graph, TYPE.table), ...all(graph, TYPE.function), ...archive]
      .filter((one) => !arns.some((arn: string) => means(arn.replace(/\/$/, ''), one)))
      .map(({ name }) => `not of ${name}`)
  },
  broken: reword('-audit"', '-other"'),
}
