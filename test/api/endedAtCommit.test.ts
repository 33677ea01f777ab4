import { expect, test } from 'vitest'
import { audited, heldWard, stored } from './ended.fixture.ts'
import { ENDED_BY_TIME } from './endedRights.fixture.ts'

// docs/access.md, "One decision": all periods are [start, end): at the moment of the end the right is gone: at the next
// request, at the next page, and at the commit of a change that was decided before it.
test.each(Object.entries(ENDED_BY_TIME))(
  '%s that ends by the clock between decision and commit stops the change',
  async (_name, arrange) => {
    const made = await heldWard()
    const right = await arrange(made)
    right.before?.()
    expect((await right.write()).code).toBe('OK')
    const before = stored(made)
    const records = audited(made)
    made.hold(right.end)
    const { code, done } = await right.write()
    expect([code, done ?? null]).toEqual([expect.stringMatching(/^(FORBIDDEN|UNAUTHENTICATED)$/), null])
    expect(stored(made)).toEqual(before)
    expect(audited(made)).toBe(records + 1)
  },
)
