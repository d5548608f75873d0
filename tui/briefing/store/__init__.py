"""The wire that everyone reads and the marks of one reader. The only place with SQL.

    connection   Store: one open wire, the marks attached; the errors, the transactions
    schema       the tables of both files, as migrations
    rows         items as rows and back; every query for items is put together there
    listing      for viewers and printers: pages, counts, what is new
    search       full text
    marks        seen, read, saved, flagged, where the reader left off
    standing     how arrivals become rows of what the reader has not seen
    items        for the fetcher: save, place again
    removal      for the fetcher: what goes for its age or number
    health       how sources do, and what the fetcher remembers of them
    lease, requests, meta    who fetches, what is asked of it, facts about the wire

The functions take a Store first, and times as seconds; they raise StoreError, StoreLocked or StoreMismatch. Others call
these functions and never write SQL, so that a wire behind an address could answer them one day.
"""
