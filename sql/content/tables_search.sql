-- content: the words that search knows, to tell what a word was meant to be.

create table private.search_words (
    workspace_id uuid not null references public.workspaces (id) on delete cascade,
    id bigint generated always as identity,
    word text collate "C" not null,
    constraint search_words_tenant_key primary key (workspace_id, id)
);
comment on table private.search_words is
'The words of a workspace, each about once: a misspelt word is compared with the words here, and '
'not with a million titles, and the beginning of a word is replaced by the words that begin so.';
comment on column private.search_words.word is
'Normalised, in C order for prefixes. Not unique on purpose: a unique key would make transactions '
'that bring the same new word wait for each other. Words whose row went stay; they find nothing.';

create index search_words_word on private.search_words (workspace_id, word);
create index search_words_similar on private.search_words
using gin (workspace_id, word extensions.gin_trgm_ops) with (gin_pending_list_limit = 256);
