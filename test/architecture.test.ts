import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

/** The floors of README's picture: an import goes to a lower floor, or to a type named in SAME_FLOOR. */
const FLOORS: Record<string, number> = {
  schema: 0,
  'local-aws': 0,
  access: 1,
  vault: 1,
  fhir: 1,
  audit: 2,
  records: 2,
  api: 3,
  cli: 4,
}
const SAME_FLOOR = new Set(['vault -> access'])
/** The only files that hold an AWS SDK client or its commands. */
const SDK_FILES = new Set([
  'packages/vault/src/kms.ts',
  'packages/records/src/dynamoTable.ts',
  'packages/records/src/tables.ts',
  'packages/records/src/dumpTables.ts',
  'packages/api/src/compose.ts',
  'packages/api/src/composeWalled.ts',
  'packages/api/src/tenantSessions.ts',
  'packages/api/src/archive.ts',
  'packages/api/src/documents.ts',
  'packages/api/src/composeSigner.ts',
])

/** What writes rows: the first with a record that names them; the others only what no record names. */
const WRITERS = [
  'packages/api/src/journal.ts',
  'packages/api/src/disclose.ts',
  'packages/api/src/overwrites.ts',
  'packages/api/src/restoreTrail.ts',
  'packages/api/src/signer.ts',
  'packages/cli/src/audit.ts',
  'packages/cli/src/restore.ts', // what records name already
]
/** Wrap the table: in the deadline of a request, and behind the wall between tenants. */
const WRAPPERS = ['scope', 'tenantWall', 'memoryWall'].map((name) => `packages/api/src/${name}.ts`)

interface Import {
  readonly file: string
  readonly from: string
  readonly target: string
  readonly typeOnly: boolean
}

const IMPORT =
  /(?:^|\n)\s*(import|export)\s+(type\s+)?(?:[^'"\n;]|\n(?!\s*(?:import|export)\b))*?from\s+['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)/g

function imports(): Import[] {
  return globSync('packages/*/src/**/*.ts').flatMap((path) => {
    const file = path.replaceAll('\\', '/')
    const from = file.split('/')[1] ?? ''
    return [...readFileSync(file, 'utf8').matchAll(IMPORT)].map((found) => ({
      file,
      from,
      target: found[3] ?? found[4] ?? '',
      typeOnly: found[2] !== undefined,
    }))
  })
}
const all = imports()
const packageOf = (target: string) => target.match(/^@wardgraph\/([a-z-]+)/)?.[1]

test('every package has a floor and is not empty', () => {
  for (const name of readdirSync('packages')) {
    expect(FLOORS, name).toHaveProperty(name)
    expect(globSync(`packages/${name}/src/**/*.ts`).length, name).toBeGreaterThan(0)
  }
  expect(all.length).toBeGreaterThan(100)
})

test('every import of a package points down and is declared in package.json', () => {
  for (const { file, from, target, typeOnly } of all) {
    const to = packageOf(target)
    if (to === undefined) continue
    const down = (FLOORS[to] ?? 99) < (FLOORS[from] ?? -1)
    expect(down || (typeOnly && SAME_FLOOR.has(`${from} -> ${to}`)), `${file} imports ${target}`).toBe(true)
    const manifest = JSON.parse(readFileSync(`packages/${from}/package.json`, 'utf8'))
    expect(manifest.dependencies, `${file} imports ${target}`).toHaveProperty(`@wardgraph/${to}`)
  }
})

test('every import of a library is declared by the package that makes it', () => {
  for (const { file, from, target } of all) {
    if (target.startsWith('.') || target.startsWith('node:') || packageOf(target) !== undefined) continue
    const name = target
      .split('/')
      .slice(0, target.startsWith('@') ? 2 : 1)
      .join('/')
    const manifest = JSON.parse(readFileSync(`packages/${from}/package.json`, 'utf8'))
    const declared = { ...manifest.dependencies, ...manifest.devDependencies }
    if (name === 'aws-lambda') continue
    expect(declared, `${file} imports ${target}`).toHaveProperty([name])
  }
})

test('no import reaches into another package past its exports', () => {
  for (const { file, target } of all) {
    if (!target.startsWith('.')) continue
    const depth = file.split('/').length - 3
    const up = target.split('/').filter((part) => part === '..').length
    expect(up <= depth, `${file} imports ${target}`).toBe(true)
  }
})

test('AWS SDK clients are imported in the named files only', () => {
  const found = new Set(all.filter(({ target }) => target.startsWith('@aws-sdk/')).map(({ file }) => file))
  expect([...found].filter((file) => !SDK_FILES.has(file))).toEqual([])
})

test('rows are written by the named files only, so that none is stored without a record of it', () => {
  const found = globSync('packages/{access,audit,fhir,records,vault,api,cli}/src/**/*.ts').filter((file) =>
    /\.transact\(/.test(readFileSync(file, 'utf8')),
  )
  expect(found.filter((file) => !WRAPPERS.includes(file)).sort()).toEqual(WRITERS.toSorted())
})

test('access is constructed nowhere else: the runtime parts of records and vault import only its types', () => {
  for (const { file, from, target, typeOnly } of all)
    if ((from === 'records' || from === 'vault') && target === '@wardgraph/access')
      expect(typeOnly, `${file} imports a value from ${target}`).toBe(true)
})

test('no package knows of the stacks', () => {
  for (const { file, target } of all)
    expect(/(^|\/)stacks\/|^sst/.test(target), `${file} imports ${target}`).toBe(false)
  expect(existsSync('packages/web')).toBe(false)
})
