"""The fetcher: schedule, refresh and watch; where fetching, formats, judgement and the store meet."""
