-- The data of `flywheel bench search`: loaded past triggers, which 1.1 million audit entries
-- would slow down, and taken out the same way.

-- name: skip_triggers
set session_replication_role = replica

-- name: heed_triggers
set session_replication_role = origin

-- name: copy_products
copy public.products (
    workspace_id, name, description, category, tags, base_price, current_price
) from stdin

-- name: copy_campaigns
copy public.campaigns (workspace_id, name, description) from stdin

-- name: learn_words
-- What the triggers of private.learn_words would have learned.
insert into private.search_words (workspace_id, word)
select distinct
    r.workspace_id,
    w.word
from (
    select
        p.workspace_id,
        p.search_vector
    from public.products as p
    where p.workspace_id = %(workspace)s
    union all
    select
        c.workspace_id,
        c.search_vector
    from public.campaigns as c
    where c.workspace_id = %(workspace)s
) as r
cross join lateral unnest(tsvector_to_array(r.search_vector)) as w (word)
where length(w.word) between 2 and 40 and w.word ~ '^[[:alnum:]]*[[:alpha:]][[:alnum:]]*$'

-- name: vacuum_products
vacuum (analyze) public.products

-- name: vacuum_campaigns
vacuum (analyze) public.campaigns

-- name: vacuum_words
vacuum (analyze) private.search_words

-- name: remove_products
delete from public.products as p where p.workspace_id = %(workspace)s

-- name: remove_campaigns
delete from public.campaigns as c where c.workspace_id = %(workspace)s

-- name: remove_words
delete from private.search_words as w where w.workspace_id = %(workspace)s

-- name: one_product
select p.id
from public.products as p
where p.workspace_id = %(workspace)s
limit 1
