-- platform: what full-text search stands on.

-- pg_trgm forgives typing errors; btree_gin lets one index answer "this workspace and these
-- words". Both are trusted extensions: hosted postgres may create them.
create extension if not exists pg_trgm with schema extensions;
create extension if not exists btree_gin with schema extensions;

-- Words of Latin letters are stemmed as English, all others as Arabic; the stemmers leave
-- foreign words alone, so that one configuration serves texts that mix both.
create text search configuration private.search (copy = pg_catalog.english);
alter text search configuration private.search
alter mapping for word, hword, hword_part with pg_catalog.arabic_stem;
comment on text search configuration private.search is
'English for ASCII words, Arabic for the rest. Use it on what private.search_normalise returns.';
