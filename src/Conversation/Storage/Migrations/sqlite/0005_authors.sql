-- What a message had asked once more.

-- The message whose question this answers once more; null for the answer to the message itself.
alter table reply add column question_id integer;
