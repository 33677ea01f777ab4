/** What `wardgraph help` says. */
export const HELP = `Wardgraph: a GraphQL API for health data whose annotated schema is its security model.

Usage: npx wardgraph COMMAND

  dev                              run everything on this machine (npm run dev)
  env                              the environment of the running server, for the Lambda entry
  users [--json]                   who can sign in
  users add USERNAME --tenant T --role R [--patient ID | --practitioner ID | --without-chart]
                     [--from DATE] [--until DATE]
                                   add a membership (R: ADMIN DOCTOR NURSE PATIENT SUPPORT PRIVACY SERVICE;
                                   ID: a record id, or the id in the source it was imported from;
                                   --without-chart: a PATIENT who only stands for others)
  users end USERNAME [--role R] [--tenant T]
                                   end a membership now
  token --as USERNAME [--role R] [--tenant T] [--ttl SECONDS]
                                   an access token for one membership of a user
  import PATH... --tenant T [--as-of DATE] [--json]
                                   import FHIR R4: files or folders of .json, .ndjson, each also .gz
                                   (--as-of 2020-01-31: care teams as if it were that day)
  export --tenant T --out DIR [--json]
                                   all records of a tenant as FHIR R4 NDJSON, a file a type, to a new folder: no
                                   consent and no label bounds it, and each patient's disclosures say that it took place
  upcast --tenant T [--json]       give what was imported before its type was one of the schema's its type, beside a
                                   running server or an import; stopped, it is run again
  table dump                       every stored row, as NDJSON: what is at rest
  backup --out DIR [--json]        every stored row, a file a table, to a new folder; a running server goes on
  restore --dir DIR [--json]       the rows of a backup into tables that are empty, and what was erased since erased
                                   again; stopped, it is run again (the backup's keys are good for seven days)
  audit export --out DIR           the audit trail, closed with a signed digest
  audit archive --out DIR          what the signer has archived, with what is new signed first, as an export
  audit verify --dir DIR --key FILE [--max-age SECONDS] [--table DUMP] [--json]
                                   check an export offline, with the public key alone
                                   (--max-age: 1 if its newest digest is older; --table: also the rows of a
                                   \`table dump\`, by the records that wrote them)
  audit events --dir DIR --key FILE --patient ID
                                   what an export that verifies says of one patient, as FHIR AuditEvents (NDJSON;
                                   ID: a record id)
  audit ocsf --dir DIR --key FILE  every record of an export that verifies, as OCSF events (NDJSON)
  audit rebuild --dir DIR --key FILE [--json]
                                   make the disclosures again of an export that is whole
  keys rotate root --tenant T [--kms-key KEY] [--json]
                                   a new root key of a tenant, under KEY or the deployment's KMS key, and everything
                                   bound and wrapped by it; takes a quarter of an hour, and goes on when it is run again
  keys rotate subjects --tenant T [--json]
                                   a new key of every patient, and everything sealed anew; as above
  keys rotate index --tenant T [--json]
                                   new keys of the blind indexes, and every posting written anew; as above
                                   (--deployment in the place of --tenant T: the keys of what belongs to no tenant)
  keys shred --patient ID --as USERNAME --reason TEXT [--tenant T] [--json]
                                   ask for the erasure of a patient, or agree to it: a privacy officer and an
                                   administrator, in whichever order (--cancel, --hold or --release instead of --reason)
  keys shred --due [--json]        erase every patient of whom both have asked for it seven days ago and nobody has
                                   cancelled or held it: first the key, then the rows
  keys replay [--json]             make tables that are a copy the ones in use: what was erased since is erased again,
                                   and what the copy lacks of the audit trail is put back
  documents sweep --tenant T [--json]
                                   remove the sealed documents that no row names and that are older than a day: what
                                   stopped imports and rotated keys have left
  access matrix [--json]           who may do what by ./schema
  access diff BASE HEAD [--approved] [--json]
                                   what changes between two schemas (git refs or folders): 1 if anything is wider
                                   (--approved: but for what HEAD's schema/approvals.txt approves and BASE's did not)
  access explain --as USERNAME --operation FILE [--variables FILE] [--role R] [--tenant T] [--purpose P] [--json]
                                   why each key of a GraphQL operation is allowed, masked, denied or absent to a user
  access who --patient ID --as USERNAME [--tenant T] [--json]
                                   who reads what of this patient now, and until when, asked as a privacy officer
                                   (ID: a record id, or the id in the source it was imported from)
  access review --as USERNAME [--tenant T]
                                   every membership, and what gives it more, as CSV
  access review --sign-off FILE --as USERNAME [--tenant T]
                                   put on record that this very CSV was reviewed: 1 if it is not as it was printed
  access disclosures --patient ID --as USERNAME [--tenant T] [--from DATE] [--to DATE]
                                   who saw, changed or was refused what of this patient, as CSV, asked as a privacy
                                   officer (--to: up to that day, without it)
  generate [--check]               compile ./schema/*.graphql into schema/generated and the papers made from it
  lock                             check package-lock.json

Environment: PORT (4000), WARDGRAPH_HOME (.wardgraph), WARDGRAPH_SEED (demo | none),
  WARDGRAPH_INTROSPECTION (on | off), AWS_ENDPOINT_URL_DYNAMODB, _KMS and _S3 (use these instead).
With WARDGRAPH_STAGE=STAGE and the variables that its deploy says, import, export, upcast, table, audit, documents, access,
  keys rotate and keys replay work on that stage, as whoever the AWS SDK finds credentials of; what is for this machine
  alone is refused.
Exit codes: 0 yes; 1 the answer is no (damage, rejected resources, wider access, not a reviewer); 2 wrong usage or unreadable input; 3 unavailable.
`
