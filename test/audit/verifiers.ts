import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { auditWords } from '../../packages/cli/src/auditWords.ts'
import { verifyAudit } from '../../packages/cli/src/verifyAudit.ts'
import type { Answer } from './damages.ts'
import type { Files } from './fixture.ts'

/** The one file an auditor gets, and the second opinion in another language. */
export const oneFile = 'docs/verify-audit.mjs'
export const inPython = 'test/audit/verify.py'

/** Whether this machine has Python 3; where it has, its verifier is asked. */
export const hasPython = spawnSync('python3', ['-c', 'import sys; assert sys.version_info >= (3, 8)']).status === 0

/** An export in a folder and the key to check it with. */
export interface Folder {
  readonly dir: string
  readonly key: string
}

/** Folders of exports, in a place that `remove` takes away. */
export function folders() {
  const home = mkdtempSync(join(tmpdir(), 'wardgraph-verifiers-'))
  let made = 0
  return {
    home,
    remove: () => rmSync(home, { recursive: true, force: true }),
    put({ files, publicKey }: { readonly files: Files; readonly publicKey: string }): Folder {
      made += 1
      const [dir, key] = [join(home, String(made)), join(home, `${made}.pem`)]
      mkdirSync(dir)
      for (const [path, bytes] of files) {
        mkdirSync(dirname(join(dir, path)), { recursive: true })
        writeFileSync(join(dir, path), bytes)
      }
      writeFileSync(key, publicKey)
      return { dir, key }
    },
  }
}

/** What a verifier says of one folder: null if it is unreadable; words where it has any for people. */
export interface Said {
  readonly answer: Answer | null
  readonly words?: readonly string[]
}

/** The project's own. */
export async function askProject(asked: readonly Folder[]): Promise<Said[]> {
  const said: Said[] = []
  for (const folder of asked) {
    const found = await verifyAudit(folder).catch(() => null)
    const words = found === null ? [] : auditWords(found, { age: 0, maxAge: 0 })
    said.push({ answer: found?.verification ?? null, words })
  }
  return said
}

/** Both others read folders from stdin: starting a process for each would take longer than all they do. */
function askProcess(command: string, args: readonly string[], asked: readonly Folder[]): Said[] {
  const input = asked.map((folder) => `${JSON.stringify(folder)}\n`).join('')
  const { status, stdout, stderr } = spawnSync(command, args, { input, encoding: 'utf8', maxBuffer: 1e9 })
  if (status !== 0) throw new Error(`a verifier ended: ${stderr}`)
  return stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line))
}

/** The one file, imported by a process that has nothing else. */
export function askOneFile(asked: readonly Folder[], file = oneFile): Said[] {
  const script = `
    import { readFileSync } from 'node:fs'
    import { createInterface } from 'node:readline'
    import { examine, words } from ${JSON.stringify(pathToFileURL(file).href)}
    for await (const line of createInterface({ input: process.stdin })) {
      const { dir, key } = JSON.parse(line)
      let said = { answer: null, words: [] }
      try {
        const found = examine(dir, readFileSync(key, 'utf8'))
        said = { answer: found.answer, words: [...words(found)] }
      } catch {}
      process.stdout.write(JSON.stringify(said) + '\\n')
    }`
  return askProcess(process.execPath, ['--input-type=module', '-e', script], asked)
}

/** The one in Python. */
export function askPython(asked: readonly Folder[]): Said[] {
  const script = [
    'import json, sys',
    `sys.path.insert(0, ${JSON.stringify(dirname(inPython))})`,
    'import verify',
    'for line in sys.stdin:',
    '    asked = json.loads(line)',
    '    with open(asked["key"], encoding="latin-1") as file:',
    '        print(json.dumps({"answer": verify.answer(asked["dir"], file.read())[0]}))',
  ]
  return askProcess('python3', ['-B', '-c', script.join('\n')], asked)
}
