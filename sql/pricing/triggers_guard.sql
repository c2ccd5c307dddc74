-- pricing: what guards products, which belong to catalog.
--
-- All are enabled always: they hold in sessions that replay or import with
-- session_replication_role = replica, too.

-- Two, because what an insert does has no old row to compare. Not deferrable: what is refused is
-- refused at once, and no later statement of the transaction builds on it.
create constraint trigger products_guard_new_price
after insert on public.products
not deferrable
for each row
execute function private.guard_price();
alter table public.products enable always trigger products_guard_new_price;

create constraint trigger products_guard_price
after update on public.products
not deferrable
for each row
when (
    old.current_price <> new.current_price
    or old.currency <> new.currency
    or old.category is distinct from new.category
    or old.id <> new.id
    or old.workspace_id <> new.workspace_id
)
execute function private.guard_price();
alter table public.products enable always trigger products_guard_price;

create trigger products_keep_prior_price
before insert or update of current_price, currency, prior_price, reduced_since on public.products
for each row execute function private.keep_prior_price();
alter table public.products enable always trigger products_keep_prior_price;

-- After the guard, which counts the changes before this one: triggers of rows come first.
create trigger products_keep_price_history
after update on public.products
referencing old table as old_products new table as new_products
for each statement execute function private.keep_price_history();
alter table public.products enable always trigger products_keep_price_history;

-- Older changes are added by imports and seeds. What keep_price_history adds, from within a
-- trigger, is the newest change and complete.
create trigger price_history_keep_prior_prices
after insert on public.price_history
referencing new table as added
for each statement when (pg_trigger_depth() = 0)
execute function private.keep_prior_prices_of_history();
alter table public.price_history enable always trigger price_history_keep_prior_prices;
