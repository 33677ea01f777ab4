import { spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Resource } from '../../../stacks/rules/graph.ts'
import { QUIET } from '../quiet.ts'
import { type AwsCall, startAws } from './aws.ts'

/** What the pulumi stand-in was told to do, and what would be there. */
export interface PulumiRun {
  readonly command: string
  readonly resources: readonly Resource[]
}

/** What came of `npx sst COMMAND --stage STAGE`. */
export interface SstRun {
  readonly code: number | null
  /** stdout and stderr. */
  readonly output: string
  readonly aws: readonly AwsCall[]
  /** null: pulumi was not asked, or did not get to the end. */
  readonly pulumi: PulumiRun | null
}

/** Nobody's. */
export const CREDENTIALS = {
  AWS_ACCESS_KEY_ID: 'the-access-key-of-nobody',
  AWS_SECRET_ACCESS_KEY: 'the-secret-of-nobody',
} as const

/** Nobody listens here: what goes to the network by a proxy fails. */
const CLOSED = 'http://127.0.0.1:9'

/**
 * Runs the sst program itself to its end, with stand-ins for pulumi and for AWS, in a home of its own. Its credentials are
 * nobody's, and every way out but loopback leads to a closed port.
 */
export async function sst(
  command: 'diff' | 'deploy',
  of: { readonly stage: string; readonly env: Readonly<Record<string, string>>; readonly project?: string },
): Promise<SstRun> {
  const home = mkdtempSync(join(tmpdir(), 'wardgraph-sst-'))
  const out = join(home, 'pulumi.json')
  const aws = await startAws()
  installPulumi(home, out)
  try {
    const { code, output } = await ended(['sst', command, '--stage', of.stage], {
      cwd: of.project ?? process.cwd(),
      env: {
        PATH: process.env.PATH ?? '',
        HOME: home,
        TMPDIR: home,
        ...QUIET,
        SST_PRINT_LOGS: '1',
        AWS_ENDPOINT_URL: aws.url,
        ...CREDENTIALS,
        AWS_REGION: of.env.WARDGRAPH_REGION ?? 'us-east-1',
        AWS_EC2_METADATA_DISABLED: 'true',
        HTTP_PROXY: CLOSED,
        HTTPS_PROXY: CLOSED,
        ...of.env,
      },
    })
    return { code, output, aws: aws.calls, pulumi: existsSync(out) ? JSON.parse(readFileSync(out, 'utf8')) : null }
  } finally {
    aws.close()
    rmSync(home, { recursive: true, force: true })
  }
}

/** Where sst 4.17.1 looks for it: `sst/bin` in the user's configuration folder. */
function installPulumi(home: string, out: string): void {
  const bin = join(home, '.config/sst/bin')
  mkdirSync(bin, { recursive: true })
  const program = join(import.meta.dirname, 'pulumi.ts')
  writeFileSync(join(bin, 'pulumi'), `#!/bin/sh\nexec '${process.execPath}' '${program}' '${out}' "$@"\n`)
  chmodSync(join(bin, 'pulumi'), 0o755)
}

function ended(
  args: readonly string[],
  options: { readonly cwd: string; readonly env: Readonly<Record<string, string>> },
): Promise<{ readonly code: number | null; readonly output: string }> {
  // A plugin of a bundle that does not load makes sst wait for ever.
  const child = spawn('npx', args, { ...options, timeout: 180_000 })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (data) => {
      output += data
    })
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, output })))
}
