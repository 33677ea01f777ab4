import { parse } from 'graphql'
import { expect, test } from 'vitest'
import { documentStore } from '../../packages/api/src/documentStore.ts'

test('a thousand documents are kept at most, none that is long, and what is kept is given back', async () => {
  const store = documentStore()
  const document = parse('{ me { role } }')
  for (let i = 0; i < 1_000; i += 1) await store.set(`hash ${i}`, document)
  expect(await store.get('hash 0')).toBe(document)
  expect(await store.get('hash 999')).toBe(document)
  await store.set('one more', document)
  expect([await store.get('hash 0'), await store.get('one more')]).toEqual([undefined, document])
  await store.set('long', parse(`{ me { role } } # ${'x'.repeat(16_384)}`))
  expect(await store.get('long')).toBeUndefined()
  await store.delete('one more')
  expect(await store.get('one more')).toBeUndefined()
})
