/** What an ARN is made of: the table's name and when it was made, in milliseconds. */
export interface Named {
  readonly name: string
  readonly created: number
}

/** The ARN of a table, in the one account and region that this machine is. */
export function tableArn({ name }: Named): string {
  return `arn:aws:dynamodb:us-east-1:000000000000:table/${name}`
}

/** What tells the streams of one table apart: the time its stream began, as AWS writes it. */
export function streamLabel({ created }: Named): string {
  return new Date(created).toISOString().slice(0, -1)
}

/** The ARN of the stream of a table. */
export function streamArn(table: Named): string {
  return `${tableArn(table)}/stream/${streamLabel(table)}`
}
