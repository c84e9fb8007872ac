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

-- One row per message, kept after it is closed: it is the record, and what a redelivery is recognised by.
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
    message         text    not null,           -- IncomingMessage as JSON
    state           integer not null default 0, -- TurnState: 0 open, 1 replied, 2 closed
    tries           integer not null default 0, -- attempts that ended without closing: crashes, failed sends
    replied_at      integer,
    reply_kind      integer,                    -- ReplyKind
    delivery        text,                       -- what the platform must be told again: card ids, sequences; stored before first use
    outcome         integer,                    -- Outcome
    outcome_detail  text,                       -- for the administrator; no secrets, no texts
    closed_at       integer,
    model           text,
    input_tokens    integer,
    output_tokens   integer,
    tokens_estimated integer,                   -- 1 where the server reported no usage
    cost_micros     integer,                    -- millionths of the price list's currency
    unique (bot, dedup_key)
);

create index inbox_open on inbox (conversation_id, id) where state < 2;
create index inbox_dead on inbox (id) where outcome = 4;

-- A reply as the messages it is sent in. Each is closed before the next is sent; a resend starts at the first open one.
create table reply_part (
    inbox_id    integer not null references inbox (id),
    part_index  integer not null,
    content     text    not null,               -- Part as JSON
    closed_at   integer,
    platform_id text,
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
