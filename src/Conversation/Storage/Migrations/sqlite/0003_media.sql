-- What people attach, and the pictures of replies: kept while their conversation needs them, and no longer.

-- What a message with attachments turned out to say: written once it was fetched and read, gone once it was answered.
create table reading (
    inbox_id integer primary key,
    parts    text    not null                   -- ReadPart[] as JSON
);

create table media (
    id              integer primary key autoincrement,  -- never given again: contexts, replies and caches name pictures that are gone
    conversation_id integer not null,
    inbox_id        integer not null,           -- the message that brought it, or that it answers
    media_type      text    not null,           -- what its bytes were found to be
    bytes           blob    not null
);

create index media_conversation on media (conversation_id, id);
create index media_inbox on media (inbox_id);

-- The pictures that belong to an entry of the context: their ids, separated by commas.
alter table turn_entry add column pictures text;
