-- Times are UTC milliseconds since 1970. States and kinds are the numbers of the enums of the same name.

-- One row per conversation. due_at is the next moment anybody should look at it: when its oldest message may be tried, or, while
-- it is leased, when the lease runs out. So "open > 0 and due_at <= now" finds exactly what can be claimed, however many are at work.
create table conversation (
    id          integer primary key,
    key         text    not null unique,
    bot         text    not null,
    context_no  integer not null default 1,     -- raised by "new": older turns stay stored and are no longer read
    open        integer not null default 0,     -- messages not closed yet
    due_at      integer not null default 0,
    lease_owner text,
    lease_until integer,
    attempt     integer not null default 0      -- raised by every claim: fences late writers
);

create index conversation_due on conversation (due_at, id) where open > 0;

-- One row per message, kept after it is closed: it is the record, and what a redelivery is recognised by. It is open until closed_at is set.
create table inbox (
    id              integer primary key,        -- the order of commit, and the reference people are told
    conversation_id integer not null references conversation (id),
    bot             text    not null,
    dedup_key       text    not null,
    kind            integer not null,           -- MessageKind
    lane            integer not null,           -- Lane
    thread          text    not null default '',
    received_at     integer not null,
    expires_at      integer,                    -- after this the platform takes no answer
    tries           integer not null default 0, -- attempts that ended without closing: crashes, failed sends
    closed_at       integer,
    outcome         integer,                    -- Outcome
    outcome_detail  text,                       -- for the administrator; no secrets, no texts
    delivery        text,                       -- what the platform must be told again: card ids, sequences; stored before first use
    message         text    not null,           -- IncomingMessage as JSON
    unique (bot, dedup_key)
);

create index inbox_open on inbox (conversation_id, id) where closed_at is null;
create index inbox_dead on inbox (id) where outcome = 4;

-- What a turn came to, written once and before any of it is sent: from then on it is only delivered, and the model is not asked again.
create table reply (
    inbox_id        integer primary key,
    replied_at      integer not null,
    kind            integer not null,           -- ReplyKind
    parts           text    not null,           -- the messages it is sent in: Part[] as JSON
    model           text,
    input_tokens    integer,
    output_tokens   integer,
    tokens_estimated integer,                   -- 1 where the server reported no usage
    cost_micros     integer                     -- millionths of the price list's currency
);

-- The parts that the platform took. Each is written down before the next is sent; a resend starts at the first that is not here.
create table delivered_part (
    inbox_id     integer not null,
    part_index   integer not null,
    delivered_at integer not null,
    platform_id  text    not null,              -- the message's id there; empty where it gives none
    primary key (inbox_id, part_index)
) without rowid;

-- The context: only ever appended to.
create table turn_entry (
    id              integer primary key,
    conversation_id integer not null references conversation (id),
    context_no      integer not null,
    group_id        integer not null,           -- the message that caused it: calls of tools stay with their results
    kind            integer not null,           -- EntryKind
    content         text    not null,
    tokens          integer not null,           -- estimated when it was written
    created_at      integer not null
);

create index turn_entry_context on turn_entry (conversation_id, context_no, id);

-- Access tokens over a restart: ciphertext, under a key that only the app's secret gives.
create table access_token (
    key        text    primary key,
    ciphertext blob    not null,
    expires_at integer not null
) without rowid;

-- One row that readiness overwrites, to know that it can.
create table heartbeat (
    id integer primary key,
    at integer not null
);
