import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { CreateTableCommand, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb'
import type { StreamFailure, StreamHandler, StreamSourceOptions } from '@wardgraph/local-aws'
import type { DynamoDBRecord } from 'aws-lambda'
import { onTestFinished } from 'vitest'
import { createNotes, key, localAws } from './fixture.ts'

/** The table `notes` with a stream. */
export const createStreamed = new CreateTableCommand({
  ...createNotes.input,
  StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
} as typeof createNotes.input)

/** The local AWS with the streamed table `notes`, made unless the folder has it, and a function to connect to it. */
export async function streamedTable({ folder, made = false }: { folder?: string; made?: boolean } = {}) {
  const local = await localAws(folder === undefined ? {} : { folder })
  if (!made) await local.dynamodb.send(createStreamed)
  return {
    ...local,
    /** Without retries and halving, unless the test says otherwise. */
    connect(handler: StreamHandler, options: Partial<StreamSourceOptions> = {}) {
      const failures: StreamFailure[] = []
      const onFailure = (failure: StreamFailure) => void failures.push(failure)
      const rest = { maximumRetryAttempts: 0, onFailure, ...options }
      return { failures, source: local.aws.streamTo({ name: 'reader', table: 'notes', handler, ...rest }) }
    },
    /** All that the stream holds, as a function of its own receives it. */
    async records() {
      const records: DynamoDBRecord[] = []
      const handler: StreamHandler = async ({ Records }) => void records.push(...Records)
      const name = `reader-${Math.random().toString(36).slice(2)}`
      const options = { name, table: 'notes', handler, maximumRetryAttempts: 0, onFailure: () => undefined }
      const source = local.aws.streamTo(options)
      await source.drain()
      await source.close()
      return records
    },
    remove: (pk: string, sk: string) =>
      local.dynamodb.send(
        new TransactWriteItemsCommand({ TransactItems: [{ Delete: { TableName: 'notes', Key: key(pk, sk) } }] }),
      ),
  }
}

/** The same with `count` items, whose sort keys are 0, 1, 2 and so on. */
export async function filled(count: number, options: { folder?: string } = {}) {
  const local = await streamedTable(options)
  for (let n = 0; n < count; n += 1) await local.put(key('a', String(n)))
  return local
}

/** The sort keys of an event's records. */
export const sortKeys = (records: readonly DynamoDBRecord[]) => records.map((it) => it.dynamodb?.Keys?.sk?.S ?? '')

/** A folder that the test may fill. */
export function temporaryFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'local-aws-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return join(folder, 'state')
}

/** A process of its own that starts the local AWS as `aws`, runs `script` and says lines with `say`. */
export function childProcess({ folder, now, script }: { folder: string; now: number; script: string }) {
  const source = new URL('../../packages/local-aws/src/index.ts', import.meta.url).href
  const program = `import { writeSync } from 'node:fs'
    import { startLocalAws } from ${JSON.stringify(source)}
    const aws = await startLocalAws({ folder: ${JSON.stringify(folder)}, now: () => ${now} })
    const say = (line) => writeSync(1, line + '\\n')
    ${script}`
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  return { child, lines: createInterface({ input: child.stdout })[Symbol.asyncIterator]() }
}
