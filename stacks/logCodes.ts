import type { Metric } from './alarms.ts'
import type { Stage } from './stage.ts'

/** Words in the functions' logs that somebody is woken for, and what each means. */
export const CODES: Readonly<Record<string, { readonly name: string; readonly means: string }>> = {
  AUDIT_OVERWRITTEN: { name: 'AuditOverwritten', means: 'An audit record was overwritten or removed.' },
  AUDIT_ANOMALY: { name: 'AuditAnomaly', means: 'An audit chain holds what cannot have come about.' },
  AUDIT_UNAVAILABLE: {
    name: 'AuditUnavailable',
    means: 'Requests are refused, as their audit record cannot be written.',
  },
  DIGEST_KEY: { name: 'DigestKey', means: 'It is the turn of another key to sign: nothing is signed.' },
  DIGEST_FORKED: { name: 'DigestForked', means: 'Two digests claim the same place.' },
  CLOCK: { name: 'ClockAhead', means: 'The newest digest is from the future: a clock is wrong.' },
  TRAIL_NOT_WHOLE: { name: 'TrailNotWhole', means: 'The daily check found the audit trail not whole.' },
  BREAK_GLASS: { name: 'BreakGlass', means: 'Somebody broke the glass: their reason is in the audit trail.' },
  AccessDeniedException: {
    name: 'AccessDenied',
    means: 'AWS refused a function a key or a row: a policy is wrong, or somebody tries what they may not.',
  },
}

const namespaceOf = ({ prefix }: Stage) => `Wardgraph/${prefix}`

/** How many lines with that word all functions wrote. */
export function codeMetric(stage: Stage, code: string): Metric {
  return { namespace: namespaceOf(stage), name: code, stat: 'Sum' }
}

/** Counts the lines of every function that hold one of the words. */
export function countCodes(of: {
  readonly stage: Stage
  readonly functions: Readonly<Record<string, sst.aws.Function>>
}): void {
  const { stage, functions } = of
  for (const [entry, fn] of Object.entries(functions))
    for (const [code, { name }] of Object.entries(CODES))
      new aws.cloudwatch.LogMetricFilter(`${entry}${name}`, {
        name,
        logGroupName: groupOf(fn),
        // A word, wherever it is: lines of Lambda's own are no JSON.
        pattern: `"${code}"`,
        metricTransformation: { namespace: namespaceOf(stage), name: code, value: '1' },
      })
}

function groupOf(fn: sst.aws.Function): $util.Output<string> {
  return fn.nodes.logGroup.apply((group) => {
    if (group === undefined) throw new Error('ALARMS: a function without a log')
    return group.name
  })
}
