import { writeFileSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { importFhir } from '../../packages/cli/src/import/importFhir.ts'
import { counts, store } from './importStore.ts'

let folder = ''
const at = (name: string) => join(folder, name)
const location = (id: string) => JSON.stringify({ resourceType: 'Location', id })

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wardgraph-import-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

describe('files', () => {
  test('of a folder and those below it are read, JSON and NDJSON, gzipped or not, others left alone', async () => {
    await mkdir(at('all/below'), { recursive: true })
    await writeFile(at('all/a.json'), `\uFEFF${location('a')}`)
    await writeFile(at('all/below/b.ndjson'), `${location('b1')}\n\n${location('b2')}\n`)
    await writeFile(at('all/c.json.gz'), gzipSync(location('c')))
    await writeFile(at('all/below/d.ndjson.gz'), gzipSync(`${location('d1')}\r\n${location('d2')}`))
    await writeFile(at('all/readme.txt'), 'not FHIR')
    const report = await (await store()).paths(at('all'), at('all/a.json'))
    expect(report).toMatchObject({ files: 4, resources: 6, rejected: [] })
    expect(counts(report, 'Location')).toMatchObject({ created: 6 })
  })

  test('of another extension are read as JSON when named', async () => {
    await writeFile(at('location.fhir'), location('named'))
    expect(await (await store()).paths(at('location.fhir'))).toMatchObject({ resources: 1, rejected: [] })
  })

  test.each([
    ['cut.json', '{"resourceType":"Patient",', 'NOT_JSON'],
    ['garbage.json', Buffer.from([0xff, 0xfe, 0x00, 0x80, 0xc3, 0x28]), 'NOT_JSON'],
    ['latin1.json', Buffer.from('{"resourceType":"Basic","id":"x","text":"Größe"}', 'latin1'), 'NOT_JSON'],
    ['plain.json.gz', location('x'), 'NOT_GZIP'],
    ['cut.json.gz', gzipSync(location('x')).subarray(0, 20), 'NOT_GZIP'],
    ['empty.json', '', 'NOT_JSON'],
    ['number.json', '7', 'NOT_FHIR'],
    ['nested.json', `${'['.repeat(50_000)}${']'.repeat(50_000)}`, 'NOT_FHIR'],
    ['deep.json', `{"resourceType":"Basic","id":"x","a":${'['.repeat(50_000)}${']'.repeat(50_000)}}`, 'TOO_DEEP'],
    ['proto.json', '{"resourceType":"Basic","id":"x","__proto__":{"a":1}}', 'BAD_KEY'],
    ['bomb.json.gz', bomb(), 'TOO_LARGE'],
  ])(
    '%s is rejected with its code, and what is beside it is imported',
    async (name, content, code) => {
      await mkdir(at(`bad-${name}`))
      await writeFile(at(`bad-${name}/${name}`), content)
      await writeFile(at(`bad-${name}/good.json`), location('good'))
      const report = await (await store()).paths(at(`bad-${name}`))
      expect(report.rejected).toMatchObject([{ file: at(`bad-${name}/${name}`), position: 0, code }])
      expect(counts(report, 'Location')).toMatchObject({ created: 1 })
    },
    60_000,
  )

  test('that are not there, or none at all, end the import before anything is written', async () => {
    await mkdir(at('empty'))
    const { paths, rows } = await store()
    const before = rows()
    await expect(paths(at('nowhere.json'))).rejects.toMatchObject({ code: 'NO_SUCH_PATH' })
    await expect(paths(at('empty'))).rejects.toMatchObject({ code: 'NO_FILES' })
    expect(rows()).toEqual(before)
  })

  test('that change while they are imported end the import with a code', async () => {
    const { services, documents } = await store()
    const path = at('changing.json')
    await writeFile(path, location('before'))
    const onProgress = () => writeFileSync(path, location('after'))
    const imported = importFhir({ services, documents, tenantName: 'north', paths: [path], onProgress })
    await expect(imported).rejects.toMatchObject({ code: 'FILE_CHANGED' })
  })
})

/** 272 MB of spaces, as many gzip members one after the other. */
function bomb(): Buffer {
  const member = gzipSync(Buffer.alloc(16 * 1024 * 1024, ' '))
  return Buffer.concat(Array(17).fill(member))
}
