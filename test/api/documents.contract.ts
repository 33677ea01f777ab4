import type { Documents } from '@wardgraph/api'
import { expect, test } from 'vitest'

/** What holds of every store of documents; its clock is told in ms. */
export function documentsContract(make: () => Promise<{ readonly documents: Documents; readonly now: () => number }>) {
  test('a document is found as it was first put, whatever its length, and nothing else is', async () => {
    const { documents } = await make()
    for (const length of [0, 1, 3_000_000]) {
      const bytes = new Uint8Array(length).fill(7)
      await documents.put(`t/p/${length}`, bytes)
      await documents.put(`t/p/${length}`, Uint8Array.of(1, 2)) // it is there already
      expect(Buffer.from((await documents.find(`t/p/${length}`)) ?? [1]).equals(bytes), `${length}`).toBe(true)
    }
    expect(await documents.find('t/p/other')).toBeUndefined()
  })

  test('documents are listed by the beginning of their names, in order, with when they were written', async () => {
    const { documents, now } = await make()
    for (const name of ['t/q/2', 't/p/1', 't/pp/1', 't/q/1', 'u/q/1']) await documents.put(name, Uint8Array.of(1))
    const listed = async (prefix: string) => {
      const names: string[] = []
      for await (const { name, at } of documents.list(prefix)) {
        // S3 says seconds.
        expect(Math.abs(at - now())).toBeLessThanOrEqual(1_000)
        names.push(name)
      }
      return names
    }
    expect(await listed('t/p/')).toEqual(['t/p/1'])
    expect(await listed('t/')).toEqual(['t/p/1', 't/pp/1', 't/q/1', 't/q/2'])
    expect(await listed('v/')).toEqual([])
  })

  test('what is removed is found and listed no more; what is not there is removed, too', async () => {
    const { documents } = await make()
    await documents.put('t/p/1', Uint8Array.of(1))
    for (let i = 0; i < 2; i++) await documents.remove('t/p/1')
    expect(await documents.find('t/p/1')).toBeUndefined()
    for await (const { name } of documents.list('')) expect.unreachable(name)
  })
}
