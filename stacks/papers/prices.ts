/**
 * List prices in US dollars of us-east-1, without free tiers and discounts, as the services' price pages had them in
 * November 2026. A bill is what counts; whoever plans by this looks at the pages again.
 */
export const PRICES = {
  /** CloudFront: an HTTPS request; a run of a CloudFront Function; a gigabyte to the internet. */
  cloudfrontRequest: 1.0e-6,
  cloudfrontFunction: 0.1e-6,
  cloudfrontGB: 0.085,
  /** WAF: a request; a web ACL, a rule in it, a month. */
  wafRequest: 0.6e-6,
  wafAcl: 5,
  wafRule: 1,
  /** API Gateway, HTTP API: a request of up to 512 KB. */
  gatewayRequest: 1.0e-6,
  /** Lambda on arm64: an invocation; a gigabyte-second. */
  invocation: 0.2e-6,
  gigabyteSecond: 0.0000133334,
  /** DynamoDB on demand: a read unit (4 KB, consistent), a write unit (1 KB; two in a transaction). */
  readUnit: 0.125e-6,
  writeUnit: 0.625e-6,
  /** A gigabyte-month of DynamoDB, of its point-in-time recovery, of AWS Backup, of S3. */
  tableGB: 0.25,
  recoveryGB: 0.2,
  backupGB: 0.1,
  bucketGB: 0.023,
  /** S3: a PUT or LIST; a GET. */
  put: 5e-6,
  get: 0.4e-6,
  /** KMS: a key a month; a symmetric call; a signature with an elliptic curve. */
  key: 1,
  keyCall: 3e-6,
  signature: 15e-6,
  /** CloudTrail: a data event. */
  dataEvent: 1e-6,
  /** CloudWatch: a gigabyte of log taken in; a metric of an alarm, a composite alarm, a dashboard, a metric of our own, a month. */
  logGB: 0.5,
  alarm: 0.1,
  compositeAlarm: 0.5,
  dashboard: 3,
  metric: 0.3,
  /** X-Ray: a trace. */
  trace: 5e-6,
  /** Cognito Plus: a person who is active in a month. */
  person: 0.02,
} as const
