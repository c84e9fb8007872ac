-- Replies and deliveries become rows of their own, written once; a message's row changes only when it is stored, tried again and closed.

-- What a turn came to, written before any of it is sent: from then on it is only delivered, and the model is not asked again.
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

insert into reply
select id, replied_at, reply_kind,
       (select json_group_array(json(content)) from (select content from reply_part where inbox_id = inbox.id order by part_index)),
       model, input_tokens, output_tokens, tokens_estimated, cost_micros
from inbox where replied_at is not null;

-- The parts that the platform took. Each is written down before the next is sent; a resend starts at the first that is not here.
create table delivered_part (
    inbox_id     integer not null,
    part_index   integer not null,
    delivered_at integer not null,
    platform_id  text    not null,              -- the message's id there; empty where it gives none
    primary key (inbox_id, part_index)
) without rowid;

insert into delivered_part
select inbox_id, part_index, closed_at, coalesce(platform_id, '') from reply_part where closed_at is not null;

drop table reply_part;

-- A message is open until closed_at is set.
drop index inbox_open;
alter table inbox drop column state;
alter table inbox drop column replied_at;
alter table inbox drop column reply_kind;
alter table inbox drop column model;
alter table inbox drop column input_tokens;
alter table inbox drop column output_tokens;
alter table inbox drop column tokens_estimated;
alter table inbox drop column cost_micros;
create index inbox_open on inbox (conversation_id, id) where closed_at is null;
