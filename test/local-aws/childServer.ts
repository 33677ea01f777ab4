import { execFile, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ServiceName } from '@wardgraph/local-aws'
import { onTestFinished } from 'vitest'

/** Where a test may keep state: nothing is there yet, and nothing is left of it. */
export function temporaryFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'local-aws-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return join(folder, 'state')
}

/** Whether this machine can run a server with limits. */
export const bash = await new Promise<boolean>((resolve) =>
  execFile('bash', ['-c', 'ulimit -f 1'], (error) => resolve(!error)),
)

/** A server in a process of its own; with `fileBlocks`, no file can grow beyond that many KB, as on a full disk. */
export async function childServer(
  folder: string,
  { service, fileBlocks = 'unlimited' }: { service: ServiceName; fileBlocks?: string },
) {
  const source = new URL('../../packages/local-aws/src/index.ts', import.meta.url).href
  const script = `import { startLocalAws } from ${JSON.stringify(source)}
    const { endpoints } = await startLocalAws({ folder: ${JSON.stringify(folder)}, services: ['${service}'] })
    process.stdout.write(endpoints.${service} + '\\n')`
  const shell = `trap '' XFSZ; ulimit -f ${fileBlocks}; exec "$0" --input-type=module -e "$1"`
  const child = spawn('bash', ['-c', shell, process.execPath, script], { stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  const endpoint = await new Promise<string>((resolve, reject) => {
    child.stdout.once('data', (line) => resolve(String(line).trim()))
    child.once('exit', () => reject(new Error('the server did not start')))
  })
  return { endpoint, child }
}
