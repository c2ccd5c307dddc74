-- content: search learns the words that are written.
--
-- security definer, and why: both write private.search_words, which is closed to all roles

create function private.learn_words() returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
    -- Numbers are looked up as they are.
    insert into private.search_words (workspace_id, word)
    select distinct f.workspace_id, w.word
    from fresh as f
    cross join lateral unnest(tsvector_to_array(f.search_vector)) as w (word)
    where length(w.word) between 2 and 40
        and w.word ~ '^[[:alnum:]]*[[:alpha:]][[:alnum:]]*$'
        and not exists (
            select
            from private.search_words as known
            where known.workspace_id = f.workspace_id and known.word = w.word
        );
    return null;
end
$$;
comment on function private.learn_words() is
'Trigger: adds the words of new rows to private.search_words. Attach after insert for each '
'statement, with the new rows as fresh.';

create function private.learn_changed_words() returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
    insert into private.search_words (workspace_id, word)
    select new.workspace_id, w.word
    from unnest(tsvector_to_array(new.search_vector)) as w (word)
    where length(w.word) between 2 and 40
        and w.word ~ '^[[:alnum:]]*[[:alpha:]][[:alnum:]]*$'
        and not exists (
            select
            from private.search_words as known
            where known.workspace_id = new.workspace_id and known.word = w.word
        );
    return null;
end
$$;
comment on function private.learn_changed_words() is
'Trigger: adds the words of a changed row to private.search_words. Attach after update for each '
'row, when its search_vector has changed.';
