import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

const OURS = ['sst.config.ts', 'stacks']
const SHARED = ['packages', 'schema', 'node_modules', 'package.json', '.sst/platform', '.sst/provider-lock.json']

/** The project at another place with stacks and artifacts of its own, and its end; `changed` files differ. */
export function projectCopy(changed: Readonly<Record<string, string>> = {}): {
  readonly root: string
  remove(): void
} {
  const root = mkdtempSync(join(tmpdir(), 'wardgraph-project-'))
  mkdirSync(join(root, '.sst'))
  for (const path of OURS) cpSync(path, join(root, path), { recursive: true })
  for (const path of SHARED) symlinkSync(resolve(path), join(root, path))
  for (const [path, text] of Object.entries(changed)) writeFileSync(join(root, path), text)
  return { root, remove: () => rmSync(root, { recursive: true, force: true }) }
}
