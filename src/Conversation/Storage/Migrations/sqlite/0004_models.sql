-- What people steer, what models keep for us, what was spent, and who did what.

-- A person's lane in a chat holds several conversations, one of them at a time: context_no says which, last_context_no how many there were.
alter table conversation add column last_context_no integer not null default 1;
update conversation set last_context_no = context_no;

-- Messages before this one may not be wanted any more: stopped says which.
alter table conversation add column stop_before integer;

-- The messages that were meant, and the one that said so.
create table stopped (
    inbox_id   integer primary key,
    stopped_by integer not null
);

-- The newest question that left nothing in the context, for its model failed or was stopped, and the context that it was asked in.
alter table conversation add column unanswered integer;
alter table conversation add column unanswered_in integer;

-- What was chosen for it, as JSON (ConversationSettings); null while nothing is.
alter table conversation add column settings text;

-- Conversations that have a title; the others are called by how they begin.
create table context_title (
    conversation_id integer not null,
    context_no      integer not null,
    title           text    not null,
    primary key (conversation_id, context_no)
) without rowid;

-- What a model's server keeps of a conversation. The attempt that left it there: a later claim that is not the next one trusts it no more.
create table server_state (
    conversation_id integer not null,
    context_no      integer not null,
    model           text    not null,           -- the entry under Models
    attempt         integer not null,
    state           text    not null,           -- ServerState as JSON; no texts
    primary key (conversation_id, context_no, model)
) without rowid;

-- What is to be deleted at a model's server, and was not yet. No texts.
create table server_deletion (
    id        integer primary key,
    model     text    not null,
    server_id text    not null,
    due_at    integer not null,
    tries     integer not null default 0
);

-- The newest summary of a context is found however long ago it was written. 4 is EntryKind.Summary.
create index turn_entry_summary on turn_entry (conversation_id, context_no, id) where kind = 4;

-- How much a model's server counts to a token of our estimate.
create table token_ratio (
    model   text    primary key,                -- server, model and vocabulary: entries that ask the same share it
    ratio   real    not null,
    samples integer not null
) without rowid;

-- What was used of a budget in a period, what is reserved for turns at work included.
create table budget_use (
    scope    text    not null,                  -- BudgetScope
    period   text    not null,                  -- 2026-11-21 or 2026-11
    messages integer not null,
    tokens   integer not null,
    micros   integer not null,                  -- millionths of the currency of all prices
    warned   integer not null default 0,        -- 1 once its 80 % were told
    primary key (scope, period)
) without rowid;

-- What a turn at work may use at most: settled when it is answered, and found again by the turn that goes on after a kill.
create table reservation (
    inbox_id integer primary key,
    scopes   text    not null,                  -- JSON: scope and period of each budget that was charged
    messages integer not null,
    tokens   integer not null,
    micros   integer not null
);

-- Who did what to the host, and which tools were called: only ever appended to. No texts of conversations.
create table audit (
    id     integer primary key,
    at     integer not null,
    bot    text    not null,
    actor  text    not null,                    -- the sender's id
    act    text    not null,                    -- such as tool or model
    detail text    not null
);

create index audit_at on audit (at);
