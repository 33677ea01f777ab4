import { type Action, type Condition, type Key, type Range, type Table, TableError } from '@wardgraph/records'
import type { Row } from '@wardgraph/vault'
import { describe, expect, test } from 'vitest'

const key = (pk: string, sk: string): Key => ({ table: 'records', pk, sk })
const put = (row: Row, condition?: Condition): Action => ({
  do: 'put',
  table: 'records',
  row,
  ...(condition === undefined ? {} : { if: condition }),
})
const check = (at: Key, condition: Condition): Action => ({ do: 'check', key: at, if: condition })
const token = () => ({ token: crypto.randomUUID() })
const names = (rows: readonly Row[]) => rows.map(({ sk }) => sk)
/** The same row, whichever kind of bytes an implementation gives. */
const plain = (row: Row | undefined) =>
  row &&
  Object.fromEntries(
    Object.entries(row).map(([name, value]) => [name, value instanceof Uint8Array ? [...value] : value]),
  )

/** What every table promises; `open` gives the same one each time, and each test has partitions of its own. */
export function tableContract(name: string, open: () => Table): void {
  const read = async (pk: string, sk: string) => (await open().get([key(pk, sk)]))[0]
  const write = (rows: readonly Row[]) =>
    open().transact(
      rows.map((row) => put(row)),
      token(),
    )
  const refusal = (actions: readonly Action[]) =>
    open()
      .transact(actions, token())
      .then(
        () => undefined,
        (error: unknown) => (error instanceof TableError ? [error.code, error.failed] : error),
      )

  describe(`the ${name} table reads keys`, () => {
    test('in the order asked, undefined where there is nothing', async () => {
      await write([
        { pk: 'order', sk: 'a', n: 1 },
        { pk: 'order', sk: 'b', n: 2 },
      ])
      const rows = await open().get([key('order', 'b'), key('order', 'none'), key('none', 'a'), key('order', 'a')])
      expect(rows).toEqual([{ pk: 'order', sk: 'b', n: 2 }, undefined, undefined, { pk: 'order', sk: 'a', n: 1 }])
      expect(await open().get([])).toEqual([])
    })

    test('more than a hundred, of several tables, and some twice', async () => {
      for (let from = 0; from < 240; from += 80)
        await write(Array.from({ length: 80 }, (_, i) => ({ pk: 'many', sk: String(from + i), n: from + i })))
      await open().transact([{ do: 'put', table: 'directory', row: { pk: 'many', sk: '7', n: -7 } }], token())
      const wanted = [...Array.from({ length: 250 }, (_, i) => key('many', String(i))), key('many', '7')]
      const rows = await open().get([{ table: 'directory', pk: 'many', sk: '7' }, ...wanted, key('many', '7')])
      expect(rows.map((row) => row?.n)).toEqual([
        -7,
        ...Array.from({ length: 240 }, (_, i) => i),
        ...Array.from({ length: 10 }, () => undefined),
        7,
        7,
      ])
    })

    test('and gives strings, numbers, booleans and bytes as they were put', async () => {
      const row: Row = {
        pk: 'kinds',
        sk: 'Ä#é#漢',
        text: 'ünï "quoted" \\ line\nbreak 🩺',
        empty: '',
        zero: 0,
        negative: -1,
        large: Number.MAX_SAFE_INTEGER,
        small: Number.MIN_SAFE_INTEGER,
        yes: true,
        no: false,
        bytes: Uint8Array.from({ length: 256 }, (_, i) => i),
      }
      await write([row])
      expect(plain(await read('kinds', 'Ä#é#漢'))).toEqual(plain(row))
      expect((await open().query({ table: 'records', pk: 'kinds' })).map(plain)).toEqual([plain(row)])
    })
  })

  describe(`the ${name} table reads a range`, () => {
    const range = (more: Omit<Range, 'table' | 'pk'> = {}): Range => ({ table: 'records', pk: 'range', ...more })
    // t and c run against sk, and some rows are on one index only.
    const rows: Row[] = [
      { pk: 'range', sk: 'A', n: 0 },
      { pk: 'range', sk: 'R#1', t: 'ob#9', c: 'ob#x#1' },
      { pk: 'range', sk: 'R#2', t: 'ob#5', c: 'ob#x#2' },
      { pk: 'range', sk: 'R#3', t: 'ob#-', c: 'ob#y#1' },
      { pk: 'range', sk: 'R#4', t: 'en#7' },
      { pk: 'range', sk: 'R#5', c: 'ob#x#0' },
    ]
    const of = async (more?: Omit<Range, 'table' | 'pk'>) => names(await open().query(range(more)))

    test('in the order of the sort keys or against it, of this partition only', async () => {
      await write([...rows, { pk: 'range2', sk: 'R#1' }, { pk: 'rang', sk: 'e' }])
      expect(await of()).toEqual(['A', 'R#1', 'R#2', 'R#3', 'R#4', 'R#5'])
      expect(await of({ descending: true })).toEqual(['R#5', 'R#4', 'R#3', 'R#2', 'R#1', 'A'])
      expect(await of({ prefix: 'R#' })).toEqual(['R#1', 'R#2', 'R#3', 'R#4', 'R#5'])
      expect(await of({ prefix: 'R', descending: true, limit: 2 })).toEqual(['R#5', 'R#4'])
      expect(await of({ prefix: 'B' })).toEqual([])
      expect(await of({ between: ['R#2', 'R#4'] })).toEqual(['R#2', 'R#3', 'R#4'])
      expect(await of({ between: ['R#2', 'R#3~'], descending: true, limit: 1 })).toEqual(['R#3'])
      expect(await of({ between: ['B', 'C'] })).toEqual([])
      expect(await open().query({ table: 'records', pk: 'nowhere' })).toEqual([])
    })

    test('by time and by code, where rows without that attribute are not', async () => {
      await write(rows)
      expect(await of({ index: 'byTime' })).toEqual(['R#4', 'R#3', 'R#2', 'R#1'])
      expect(await of({ index: 'byTime', prefix: 'ob#', descending: true })).toEqual(['R#1', 'R#2', 'R#3'])
      expect(await of({ index: 'byCode', prefix: 'ob#x#' })).toEqual(['R#5', 'R#1', 'R#2'])
      expect(await of({ index: 'byCode', descending: true, limit: 2 })).toEqual(['R#3', 'R#2'])
      expect((await open().query(range({ index: 'byTime', limit: 1 })))[0]).toEqual(rows[4])
    })

    test('as it is after an update and a removal', async () => {
      await write([
        { pk: 'moved', sk: '1', t: 'a' },
        { pk: 'moved', sk: '2', t: 'b' },
        { pk: 'moved', sk: '3', t: 'c' },
      ])
      await open().transact(
        [
          put({ pk: 'moved', sk: '1', t: 'd' }),
          put({ pk: 'moved', sk: '2' }),
          { do: 'remove', key: key('moved', '3') },
          { do: 'remove', key: key('moved', '4') },
        ],
        token(),
      )
      expect(names(await open().query({ table: 'records', pk: 'moved' }))).toEqual(['1', '2'])
      expect(names(await open().query({ table: 'records', pk: 'moved', index: 'byTime' }))).toEqual(['1'])
    })

    test('page after page, each row once, whatever the page size and however many share an index key', async () => {
      const ties = Array.from({ length: 12 }, (_, i) => ({ pk: 'ties', sk: `R#${i}`, t: `ob#${i % 3}`, c: 'ob#same' }))
      await write(ties)
      for (const descending of [false, true])
        for (const [index, attribute] of [
          [undefined, 'sk'],
          ['byTime', 't'],
          ['byCode', 'c'],
        ] as const)
          for (const limit of [1, 4, 5, 12, 13]) {
            const found = await pages({ table: 'records', pk: 'ties', descending, ...(index && { index }) }, limit)
            expect(names(found).toSorted()).toEqual(ties.map(({ sk }) => sk).toSorted())
            const sorted = found.map((row) => String(row[attribute])).toSorted()
            expect(found.map((row) => row[attribute])).toEqual(descending ? sorted.reverse() : sorted)
          }
    })

    test('from a place whose row has gone', async () => {
      await write(['1', '3', '5'].map((sk) => ({ pk: 'gone', sk, t: 'same' })))
      const beyond = (more: object) => open().query({ table: 'records', pk: 'gone', ...more })
      expect(names(await beyond({ after: ['2'] }))).toEqual(['3', '5'])
      expect(names(await beyond({ after: ['4'], descending: true }))).toEqual(['3', '1'])
      expect(names(await beyond({ index: 'byTime', after: ['9', 'after'] }))).toEqual(['1', '3', '5'])
    })

    test('whole, though it is longer than one answer of DynamoDB', async () => {
      const bytes = new Uint8Array(350_000)
      for (let i = 0; i < 2; i += 1) await write([0, 1, 2].map((j) => ({ pk: 'long', sk: `${i}${j}`, bytes })))
      expect(names(await open().query({ table: 'records', pk: 'long' }))).toEqual(['00', '01', '02', '10', '11', '12'])
      expect(names(await open().query({ table: 'records', pk: 'long', limit: 5 }))).toHaveLength(5)
    })

    async function pages(of: Range, limit: number): Promise<Row[]> {
      const found: Row[] = []
      for (let page: readonly Row[] = [], more = true; more; more = page.length === limit && found.length < 100) {
        const last = found.at(-1)
        const sort = of.index === 'byTime' ? last?.t : last?.c
        const after = last && (of.index === undefined ? [String(last.sk)] : [String(last.sk), String(sort)])
        page = await open().query({ ...of, limit, ...(after && { after }) })
        found.push(...page)
      }
      return found
    }
  })

  describe(`the ${name} table writes`, () => {
    test.each<[string, Row | null, Condition, boolean]>([
      ['absent where there is nothing', null, { is: 'absent' }, true],
      ['absent where there is something', { w: 1 }, { is: 'absent' }, false],
      ['expired where there is nothing', null, { is: 'expired', at: 100 }, true],
      ['expired after its time', { exp: 99 }, { is: 'expired', at: 100 }, true],
      ['expired at its time', { exp: 100 }, { is: 'expired', at: 100 }, false],
      ['expired before its time', { exp: 101 }, { is: 'expired', at: 100 }, false],
      ['expired where nothing ever expires', { w: 1 }, { is: 'expired', at: 100 }, false],
      ['written at this counter', { w: 7 }, { is: 'written', w: 7 }, true],
      ['written at another counter', { w: 8 }, { is: 'written', w: 7 }, false],
      ['written where there is nothing', null, { is: 'written', w: 7 }, false],
      ['written where nothing counts', { exp: 7 }, { is: 'written', w: 7 }, false],
      ['bound as it was', { m: Uint8Array.of(7, 8) }, { is: 'bound', m: Uint8Array.of(7, 8) }, true],
      ['bound otherwise', { m: Uint8Array.of(7, 9) }, { is: 'bound', m: Uint8Array.of(7, 8) }, false],
      ['bound longer', { m: Uint8Array.of(7, 8, 0) }, { is: 'bound', m: Uint8Array.of(7, 8) }, false],
      ['bound where there is nothing', null, { is: 'bound', m: Uint8Array.of(7, 8) }, false],
    ])('%s: by put and by check', async (name, row, condition, holds) => {
      const [at, mark] = [
        { pk: 'condition', sk: name },
        { pk: 'mark', sk: name },
      ]
      if (row !== null) await write([{ ...at, ...row }])
      expect(await refusal([put(mark), check(key(at.pk, at.sk), condition)])).toEqual(
        holds ? undefined : ['CONDITION', [1]],
      )
      expect(await read(mark.pk, mark.sk)).toEqual(holds ? mark : undefined)
      expect(await refusal([put({ ...at, new: true }, condition)])).toEqual(holds ? undefined : ['CONDITION', [0]])
      expect(await read(at.pk, at.sk)).toEqual(holds ? { ...at, new: true } : ((row && { ...at, ...row }) ?? undefined))
    })

    test('all or nothing, and names every place that failed', async () => {
      await write([
        { pk: 'all', sk: 'old', w: 1 },
        { pk: 'all', sk: 'kept', w: 1 },
      ])
      const actions = [
        put({ pk: 'all', sk: 'new' }, { is: 'absent' }),
        put({ pk: 'all', sk: 'old', w: 3 }, { is: 'written', w: 2 }),
        { do: 'remove', key: key('all', 'kept') } as const,
        check(key('all', 'none'), { is: 'written', w: 1 }),
      ]
      expect(await refusal(actions)).toEqual(['CONDITION', [1, 3]])
      expect(await open().query({ table: 'records', pk: 'all' })).toEqual([
        { pk: 'all', sk: 'kept', w: 1 },
        { pk: 'all', sk: 'old', w: 1 },
      ])
    })

    test('over several tables at once', async () => {
      const tables = ['records', 'directory', 'keys', 'sessions', 'audit', 'disclosures'] as const
      await open().transact(
        tables.map((table) => ({ do: 'put', table, row: { pk: 'each', sk: '-', in: table } })),
        token(),
      )
      const found = await open().get(tables.map((table) => ({ table, pk: 'each', sk: '-' })))
      expect(found.map((row) => row?.in)).toEqual(tables)
    })

    test('once per token', async () => {
      const [first, other] = [token(), token()]
      const actions = [put({ pk: 'token', sk: '1' }, { is: 'absent' })]
      await open().transact(actions, first)
      await open().transact(actions, first)
      await expect(open().transact(actions, other)).rejects.toMatchObject({ code: 'CONDITION', failed: [0] })
      await open().transact([{ do: 'remove', key: key('token', '1') }], token())
      await open().transact(actions, first)
      expect(await read('token', '1')).toBeUndefined()
      await open().transact(actions, other)
      expect(await read('token', '1')).toEqual({ pk: 'token', sk: '1' })
    })

    test('only one of many that need the same row to be absent', async () => {
      const results = await Promise.all(
        Array.from({ length: 8 }, (_, n) => refusal([put({ pk: 'race', sk: '-', n }, { is: 'absent' })])),
      )
      expect(results.filter((result) => result === undefined)).toHaveLength(1)
      expect((await read('race', '-'))?.n).toBe(results.indexOf(undefined))
    })

    test('at most a hundred actions, at least one, and none twice on one row', async () => {
      const rows = (count: number) => Array.from({ length: count }, (_, i) => put({ pk: 'limit', sk: String(i) }))
      const twice = [put({ pk: 'limit', sk: 'x' }), check(key('limit', 'x'), { is: 'absent' })]
      for (const actions of [rows(101), [], twice]) expect(await refusal(actions)).toEqual(['UNAVAILABLE', []])
      expect(await open().query({ table: 'records', pk: 'limit' })).toEqual([])
      expect(await refusal(rows(100))).toBeUndefined()
    })
  })
}
