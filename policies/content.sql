-- content: viewers read, members write, admins delete. Versions are written by their trigger
-- alone; public templates are open to everybody who is signed in.

alter table public.content_bundles enable row level security;
grant select, insert, update, delete on public.content_bundles to authenticated, service_role;

create policy content_bundles_select on public.content_bundles
for select to authenticated
using (workspace_id = any(array(select private.workspace_ids('viewer'))));

create policy content_bundles_insert on public.content_bundles
for insert to authenticated
with check (workspace_id = any(array(select private.workspace_ids('member'))));

create policy content_bundles_update on public.content_bundles
for update to authenticated
using (workspace_id = any(array(select private.workspace_ids('member'))))
with check (workspace_id = any(array(select private.workspace_ids('member'))));

create policy content_bundles_delete on public.content_bundles
for delete to authenticated
using (workspace_id = any(array(select private.workspace_ids('admin'))));

alter table public.blog_posts enable row level security;
grant select, insert, update, delete on public.blog_posts to authenticated, service_role;

create policy blog_posts_select on public.blog_posts
for select to authenticated
using (workspace_id = any(array(select private.workspace_ids('viewer'))));

create policy blog_posts_insert on public.blog_posts
for insert to authenticated
with check (workspace_id = any(array(select private.workspace_ids('member'))));

create policy blog_posts_update on public.blog_posts
for update to authenticated
using (workspace_id = any(array(select private.workspace_ids('member'))))
with check (workspace_id = any(array(select private.workspace_ids('member'))));

create policy blog_posts_delete on public.blog_posts
for delete to authenticated
using (workspace_id = any(array(select private.workspace_ids('admin'))));

alter table public.social_posts enable row level security;
grant select, insert, update, delete on public.social_posts to authenticated, service_role;

create policy social_posts_select on public.social_posts
for select to authenticated
using (workspace_id = any(array(select private.workspace_ids('viewer'))));

create policy social_posts_insert on public.social_posts
for insert to authenticated
with check (workspace_id = any(array(select private.workspace_ids('member'))));

create policy social_posts_update on public.social_posts
for update to authenticated
using (workspace_id = any(array(select private.workspace_ids('member'))))
with check (workspace_id = any(array(select private.workspace_ids('member'))));

create policy social_posts_delete on public.social_posts
for delete to authenticated
using (workspace_id = any(array(select private.workspace_ids('admin'))));

alter table public.content_upgrades enable row level security;
grant select, insert, update, delete on public.content_upgrades to authenticated, service_role;

create policy content_upgrades_select on public.content_upgrades
for select to authenticated
using (workspace_id = any(array(select private.workspace_ids('viewer'))));

create policy content_upgrades_insert on public.content_upgrades
for insert to authenticated
with check (workspace_id = any(array(select private.workspace_ids('member'))));

create policy content_upgrades_update on public.content_upgrades
for update to authenticated
using (workspace_id = any(array(select private.workspace_ids('member'))))
with check (workspace_id = any(array(select private.workspace_ids('member'))));

create policy content_upgrades_delete on public.content_upgrades
for delete to authenticated
using (workspace_id = any(array(select private.workspace_ids('admin'))));

alter table public.email_sequences enable row level security;
grant select, insert, update, delete on public.email_sequences to authenticated, service_role;

create policy email_sequences_select on public.email_sequences
for select to authenticated
using (workspace_id = any(array(select private.workspace_ids('viewer'))));

create policy email_sequences_insert on public.email_sequences
for insert to authenticated
with check (workspace_id = any(array(select private.workspace_ids('member'))));

create policy email_sequences_update on public.email_sequences
for update to authenticated
using (workspace_id = any(array(select private.workspace_ids('member'))))
with check (workspace_id = any(array(select private.workspace_ids('member'))));

create policy email_sequences_delete on public.email_sequences
for delete to authenticated
using (workspace_id = any(array(select private.workspace_ids('admin'))));

alter table public.emails enable row level security;
grant select, insert, update, delete on public.emails to authenticated, service_role;

create policy emails_select on public.emails
for select to authenticated
using (workspace_id = any(array(select private.workspace_ids('viewer'))));

create policy emails_insert on public.emails
for insert to authenticated
with check (workspace_id = any(array(select private.workspace_ids('member'))));

create policy emails_update on public.emails
for update to authenticated
using (workspace_id = any(array(select private.workspace_ids('member'))))
with check (workspace_id = any(array(select private.workspace_ids('member'))));

create policy emails_delete on public.emails
for delete to authenticated
using (workspace_id = any(array(select private.workspace_ids('admin'))));

alter table public.contents enable row level security;
grant select, insert, update, delete on public.contents to authenticated, service_role;

create policy contents_select on public.contents
for select to authenticated
using (workspace_id = any(array(select private.workspace_ids('viewer'))));

create policy contents_insert on public.contents
for insert to authenticated
with check (workspace_id = any(array(select private.workspace_ids('member'))));

create policy contents_update on public.contents
for update to authenticated
using (workspace_id = any(array(select private.workspace_ids('member'))))
with check (workspace_id = any(array(select private.workspace_ids('member'))));

create policy contents_delete on public.contents
for delete to authenticated
using (workspace_id = any(array(select private.workspace_ids('admin'))));

alter table public.content_assets enable row level security;
grant select, insert, update, delete on public.content_assets to authenticated, service_role;

create policy content_assets_select on public.content_assets
for select to authenticated
using (workspace_id = any(array(select private.workspace_ids('viewer'))));

create policy content_assets_insert on public.content_assets
for insert to authenticated
with check (workspace_id = any(array(select private.workspace_ids('member'))));

create policy content_assets_update on public.content_assets
for update to authenticated
using (workspace_id = any(array(select private.workspace_ids('member'))))
with check (workspace_id = any(array(select private.workspace_ids('member'))));

create policy content_assets_delete on public.content_assets
for delete to authenticated
using (workspace_id = any(array(select private.workspace_ids('admin'))));

alter table public.content_templates enable row level security;
grant select, insert, update, delete on public.content_templates to authenticated, service_role;

create policy content_templates_select on public.content_templates
for select to authenticated
using (is_public or workspace_id = any(array(select private.workspace_ids('viewer'))));

create policy content_templates_insert on public.content_templates
for insert to authenticated
with check (workspace_id = any(array(select private.workspace_ids('member'))));

create policy content_templates_update on public.content_templates
for update to authenticated
using (workspace_id = any(array(select private.workspace_ids('member'))))
with check (workspace_id = any(array(select private.workspace_ids('member'))));

create policy content_templates_delete on public.content_templates
for delete to authenticated
using (workspace_id = any(array(select private.workspace_ids('admin'))));

alter table public.managed_urls enable row level security;
grant select, insert, delete on public.managed_urls to authenticated;
-- All but what the checks find.
grant update (
    workspace_id, business_id, blog_post_id, social_post_id, content_upgrade_id,
    email_sequence_id, email_id, content_id, code, title, url, fallback_url, utm_params,
    is_active, expires_at
) on public.managed_urls to authenticated;
grant select, insert, update, delete on public.managed_urls to service_role;

create policy managed_urls_select on public.managed_urls
for select to authenticated
using (workspace_id = any(array(select private.workspace_ids('viewer'))));

create policy managed_urls_insert on public.managed_urls
for insert to authenticated
with check (workspace_id = any(array(select private.workspace_ids('member'))));

create policy managed_urls_update on public.managed_urls
for update to authenticated
using (workspace_id = any(array(select private.workspace_ids('member'))))
with check (workspace_id = any(array(select private.workspace_ids('member'))));

create policy managed_urls_delete on public.managed_urls
for delete to authenticated
using (workspace_id = any(array(select private.workspace_ids('admin'))));

alter table public.content_versions enable row level security;
grant select on public.content_versions to authenticated;
grant select, insert, update, delete on public.content_versions to service_role;

create policy content_versions_select on public.content_versions
for select to authenticated
using (workspace_id = any(array(select private.workspace_ids('viewer'))));

grant select on public.content_journeys to authenticated, service_role;

-- Nobody reads or writes the parts of a number; its sum comes from functions.
alter table private.tallies enable row level security;
create policy tallies_select on private.tallies
for select to authenticated
using (false);

alter table private.search_words enable row level security;
create policy search_words_select on private.search_words
for select to authenticated
using (false);

grant execute on function
private.content_table(text),
private.next_action_kinds(text),
private.tallied(uuid, text),
private.last_tallied(uuid, text),
public.set_next_action(text, uuid, text, uuid),
public.total_emails(public.email_sequences),
public.click_count(public.managed_urls)
to authenticated, service_role;

grant execute on function private.tally(uuid, text, bigint) to service_role;

-- links -----------------------------------------------------------------------------------

grant execute on function
private.url_encoded(text),
private.url_decoded(text),
private.tagged_url(text, jsonb),
private.utm_value(text, text),
private.is_public_address(inet),
private.url_fault(text),
private.new_link_code(),
private.link_base(),
private.counted_clicks(uuid, uuid),
public.link_address(public.managed_urls),
public.full_address(public.managed_urls),
public.shorten_url(
    uuid, text, text, text, text, text, text, uuid, uuid, text, text, timestamptz, text
)
to authenticated, service_role;

grant execute on function
private.record_clicks(jsonb),
public.record_clicks(jsonb),
public.record_click(uuid),
private.due_link_checks(integer, boolean),
public.due_link_checks(integer, boolean),
private.record_link_checks(jsonb),
public.record_link_checks(jsonb)
to service_role;

-- Readers of links do not sign in.
grant execute on function
private.follow_link(text, text, text),
public.follow_link(text, text, text)
to anon, authenticated, service_role;

-- Written by the job alone: what one workspace links to is nothing that others learn of.
alter table private.link_checks enable row level security;
create policy link_checks_select on private.link_checks
for select to authenticated
using (false);

-- files -----------------------------------------------------------------------------------

grant execute on function public.is_asset_file_unused(text, timestamptz) to service_role;

-- storage.objects belongs to Supabase, which has row level security on. The first folder of a
-- file is the id of its workspace, compared as text: a folder may have any name.
create policy content_files_select on storage.objects
for select to authenticated
using (
    bucket_id = 'assets'
    and (storage.foldername(name))[1] = any(array(select private.workspace_ids('viewer')::text))
);

create policy content_files_insert on storage.objects
for insert to authenticated
with check (
    bucket_id = 'assets'
    and (storage.foldername(name))[1] = any(array(select private.workspace_ids('member')::text))
);

create policy content_files_update on storage.objects
for update to authenticated
using (
    bucket_id = 'assets'
    and (storage.foldername(name))[1] = any(array(select private.workspace_ids('member')::text))
)
with check (
    bucket_id = 'assets'
    and (storage.foldername(name))[1] = any(array(select private.workspace_ids('member')::text))
);

create policy content_files_delete on storage.objects
for delete to authenticated
using (
    bucket_id = 'assets'
    and (storage.foldername(name))[1] = any(array(select private.workspace_ids('member')::text))
);
