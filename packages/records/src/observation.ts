import { effectiveTime } from '@wardgraph/fhir'
import type { Observation } from '@wardgraph/schema/types'
import type { RecordKind } from './kind.ts'

/** Observations stand in the chart at their effective time and are found by their first code. */
export const observation: RecordKind = {
  type: 'Observation',
  time: (content) => effectiveTime('Observation', content),
  code(content) {
    const { code } = content as Pick<Observation, 'code'> // checked when it was written
    return code?.coding?.find((coding) => coding.code)?.code ?? undefined
  },
}
