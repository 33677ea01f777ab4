import type { Observation } from '@wardgraph/schema/types'
import { lowerBound } from './fhirTime.ts'
import type { RecordKind } from './kind.ts'

type Ordered = Pick<Observation, 'effectiveDateTime' | 'effectivePeriod' | 'issued' | 'code'>

/** Observations stand in the chart at their effective time and are found by their first code. */
export const observation: RecordKind = {
  type: 'Observation',
  time(content) {
    const { effectiveDateTime, effectivePeriod, issued } = content as Ordered // checked when it was written
    return lowerBound(effectiveDateTime ?? effectivePeriod?.start ?? issued)
  },
  code(content) {
    return (content as Ordered).code?.coding?.find(({ code }) => code)?.code ?? undefined // as above
  },
}
