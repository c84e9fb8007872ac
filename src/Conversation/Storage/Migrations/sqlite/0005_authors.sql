-- Who wrote what lasts longer than the message that it came in, and what a message had asked once more.

-- The sender's id: whoever is to be forgotten takes the title along. Null where it was given before this was kept.
alter table context_title add column author text;

-- The message whose question this answers once more; null for the answer to the message itself.
alter table reply add column question_id integer;
