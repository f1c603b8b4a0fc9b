@certify-client @robustness
Feature: Lines and payloads come in pieces and in heaps

  TCP keeps no boundaries: what a client reads at once may be a part of a line, or many.

  Background:
    Given the kit plays the server
    And the accounts stand as in the example session

  Rule: X-FRM-06 X-FRM-08 A line comes in pieces

    @X-FRM-06
    Example: CR and LF come apart
      Given Alice is online
      When the server challenges Alice:
        """
        <<< CHL 0 11111111111111111111\r
        # X-FRM-06
        <<< \n
        # X-FRM-06
        >>> QRY <qry=11> <product=msmsgs@msnmsgr.com> 32\r\n
            <digest=0>
        <<< QRY <qry>\r\n
        """
      Then Alice still answers

    @X-FRM-06
    Example: CR comes with the line before, LF with the line behind
      Given Alice is online
      When the server sends:
        """
        <<< NLN BSY <bob=bob@passport.com> Bob 0\r
        # X-FRM-06
        <<< \nNLN AWY <carol=carol@passport.com> Carol 0\r
        # X-FRM-06
        <<< \n
        """
      Then Alice still answers
      And Alice's client knows these contacts (X-FRM-06):
        | contact | status |
        | Bob     | BSY    |
        | Carol   | AWY    |

    @X-FRM-06
    Example: The login comes byte by byte
      Given Alice is about to sign in
      When the server sends, byte by byte:
        """
        # C-VER-01
        >>> VER <ver=1> <rest-dialects=MSNP8 CVR0>\r\n
        <<< VER <ver> MSNP8 CVR0\r\n
        # X-FRM-06
        >>> CVR <cvr=2> <rest-cvr=0x0409 win 4.10 i386 MSNMSGR 5.0.0544 MSMSGS alice@passport.com>\r\n
        <<< CVR <cvr> 1.0.0000 1.0.0000 1.0.0000 http://messenger.msn.com http://messenger.msn.com\r\n
        # X-FRM-06
        >>> USR <usr=3> TWN I <alice=alice@passport.com>\r\n
        # X-FRM-06
        <<< XFR <usr> NS <notification> 0 <dispatch>\r\n
        """
      Then Alice signs in at the notification server

    @X-FRM-06
    Example: Presence comes byte by byte
      Given Alice is online
      When the server sends, byte by byte:
        """
        # X-FRM-06
        <<< NLN BSY <bob=bob@passport.com> Bob%20B. 268435492\r\n
            FLN <carol=carol@passport.com>\r\n
        """
      Then Alice still answers
      And Alice's client knows these contacts (X-FRM-06):
        | contact | status |
        | Bob     | BSY    |
        | Carol   | FLN    |

    @X-FRM-08
    Example: Every blank is a segment
      Given Alice is online
      When the server sends:
        """
        <<< NLN
        <<< \x20
        <<< BSY
        <<< \x20
        <<< bob@passport.com
        <<< \x20
        <<< Bob
        <<< \x20
        # X-FRM-08
        <<< 0\r\n
        """
      Then Alice still answers
      And Alice's client knows these contacts (X-FRM-08):
        | contact | status |
        | Bob     | BSY    |

  Rule: X-FRM-07 Many commands come at once

    @X-FRM-07
    Example: Twenty lines of presence and a challenge in one segment
      Given Alice is online
      When the server sends:
        """
        # X-FRM-07
        <<< NLN BSY bob@passport.com Bob 0\r\n
            NLN AWY bob@passport.com Bob 0\r\n
            NLN IDL bob@passport.com Bob 0\r\n
            NLN BRB bob@passport.com Bob 0\r\n
            NLN PHN bob@passport.com Bob 0\r\n
            NLN LUN bob@passport.com Bob 0\r\n
            FLN bob@passport.com\r\n
            NLN BSY carol@passport.com Carol 0\r\n
            NLN AWY carol@passport.com Carol 0\r\n
            NLN IDL carol@passport.com Carol 0\r\n
            NLN BRB carol@passport.com Carol 0\r\n
            NLN PHN carol@passport.com Carol 0\r\n
            FLN carol@passport.com\r\n
            NLN BSY dave@passport.com Dave 0\r\n
            NLN AWY dave@passport.com Dave 0\r\n
            FLN dave@passport.com\r\n
            NLN NLN bob@passport.com Bob 0\r\n
            NLN LUN carol@passport.com Carol 0\r\n
            NLN BSY dave@passport.com Dave 0\r\n
            NLN PHN dave@passport.com Dave 0\r\n
            CHL 0 11111111111111111111\r\n
        """
      Then Alice still answers
      And Alice's client knows these contacts (X-FRM-07):
        | contact | status |
        | Bob     | NLN    |
        | Carol   | LUN    |
        | Dave    | PHN    |

  Rule: X-FRM-09 C-NOT-01 Payloads

    @X-FRM-09 @C-NOT-01
    Example: Line and payload come apart
      Given Alice is online
      When the server sends:
        """
        <<< NOT 20\r\n
        # X-FRM-09
        <<< \<NOTIFICATION ver=1>
        """
      Then Alice still answers

    @X-FRM-09 @C-NOT-01
    Example: A payload is cut, and a command is glued to it
      Given Alice is online
      When the server sends:
        """
        <<< NOT 20\r\n
            \<NOTIFI
        # X-FRM-09
        <<< CATION ver=1>NLN BSY bob@passport.com Bob 0\r\n
        """
      Then Alice still answers
      And Alice's client knows these contacts (X-FRM-09):
        | contact | status |
        | Bob     | BSY    |

    @X-FRM-09 @C-NOT-01
    Example: A payload begins with CRLF, and holds what looks like a command
      Given Alice is online
      When the server sends:
        """
        # X-FRM-09
        <<< NOT 34\r\n
            \r\n
            NLN AWY bob@passport.com Bob 0\r\n
            NLN BSY bob@passport.com Bob 0\r\n
        """
      Then Alice still answers
      And Alice's client knows these contacts (X-FRM-09):
        | contact | status |
        | Bob     | BSY    |

    @X-FRM-05 @X-FRM-09
    Example: A payload of characters beyond ASCII, and a challenge right behind it
      Given Alice is online
      When the server sends:
        """
        # X-FRM-05
        <<< NOT 12\r\n
            \xC3\xA9\xC3\xA9\xE2\x82\xAC\xE4\xBD\xA0\xC3\xA9CHL 0 11111111111111111111\r\n
        """
      Then Alice still answers

    @X-FRM-09 @C-NOT-01
    Example: A payload of no bytes
      Given Alice is online
      When the server sends:
        """
        # X-FRM-09
        <<< NOT 0\r\n
            NLN BSY bob@passport.com Bob 0\r\n
        """
      Then Alice still answers

    @X-FRM-03 @X-FRM-04
    Example: What follows an answer to a challenge follows it at once
      Given Alice is online
      When Alice becomes BSY
      Then Alice still answers

  Rule: X-FRM-12 X-FRM-13 Loose lines

    @X-FRM-12
    Example: Two blanks between words, and one at the end
      Given Alice is online
      When the server sends:
        """
        # X-FRM-12
        <<< NLN  BSY  bob@passport.com  Bob  0\r\n
        # X-FRM-12
        <<< FLN carol@passport.com \r\n
        """
      Then Alice still answers

    @X-FRM-12
    Example: A blank at the end of an answer to CHG
      Given Alice is signed in and synchronised
      When Alice becomes visible:
        """
        # C-CHG-01
        >>> CHG <chg=9> <status=NLN> <rest-client-id=0>\r\n
        # X-FRM-12
        <<< CHG <chg> <status> 0 \r\n
        """
      Then Alice still answers

    @X-FRM-13
    Example: Empty lines between commands
      Given Alice is online
      When the server sends:
        """
        # X-FRM-13
        <<< \r\n
        # X-FRM-13
        <<< \r\n
            \r\n
            NLN BSY bob@passport.com Bob 0\r\n
        """
      Then Alice still answers
      And Alice's client knows these contacts (X-FRM-13):
        | contact | status |
        | Bob     | BSY    |
