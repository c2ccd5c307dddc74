alter table public.shops enable row level security;

create policy shops_read on public.shops for select to authenticated
    using (owner_id = (select auth.uid()));

grant select, update (name) on public.shops to authenticated;
grant execute on function public.shop_label(text) to authenticated;
