import type { Review } from '@wardgraph/schema/types'
import type { RecordKind } from './kind.ts'

/** Reviews stand in the tenant's queue, by what state they are in. */
export const review: RecordKind = {
  type: 'Review',
  subject: 'tenant',
  queue: true,
  time: ({ at }) => (typeof at === 'string' ? Date.parse(at) : undefined),
  code: ({ state }) => (typeof state === 'string' ? state : undefined),
  derive(content, now) {
    const { state, due } = content as Pick<Review, 'state' | 'due'> // checked when it was written
    return { overdue: state === 'OPEN' && typeof due === 'string' && Date.parse(due) <= now }
  },
}
