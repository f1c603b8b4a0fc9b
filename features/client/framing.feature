@notification @framing
Feature: A client takes a stream apart

  What is sent is right, or wrong as real servers are; what matters is how it is cut, glued and spelled.

  Rule: X-FRM-06 A command may be cut anywhere

    @certify-client @X-FRM-06
    Example: CR and LF come apart
      Given the kit plays the server
      And the accounts stand as in the example session
      And these contacts are online:
        | contact | status | client id |
        | Bob     | NLN    | 24        |
      And Alice is online
      When the server sends:
        """
        <<< NLN BSY <bob=bob@passport.com> Bob 24\r
        <<< \nNLN AWY <bob> Bob 24\r
        <<< \n
        """
      Then Alice still answers
      And Alice's client knows these contacts (X-FRM-06):
        | contact | status |
        | Bob     | AWY    |

    @certify-client @X-FRM-06 @X-FRM-08
    Example: Byte by byte
      Given the kit plays the server
      And the accounts stand as in the example session
      And these contacts are online:
        | contact | status | client id |
        | Bob     | NLN    | 24        |
      And Alice is online
      When the server sends, byte by byte:
        """
        <<< NLN PHN <bob=bob@passport.com> Bob 24\r\n
        """
      Then Alice still answers
      And Alice's client knows these contacts (X-FRM-06):
        | contact | status |
        | Bob     | PHN    |

  Rule: X-FRM-09 A payload may be cut anywhere and be followed at once

    @certify-client @X-FRM-09 @C-MSG-01
    Example: The line and its payload come apart
      Given the kit plays the server
      And the accounts stand as in the example session
      And these contacts are online:
        | contact | status | client id |
        | Bob     | NLN    | 24        |
      And Alice is online
      When the server sends:
        """
        <<< MSG Hotmail Hotmail 88\r\n
        <<< MIME-Version: 1.0\r\n
            Content-Type: application/x-msmsgssystemmessage\r\n
            \r\n
            Type: 1\r\n
            Arg1: 5\r\n
        <<< NLN LUN <bob=bob@passport.com> Bob 24\r\n
        """
      Then Alice still answers
      And Alice's client knows these contacts (X-FRM-09):
        | contact | status |
        | Bob     | LUN    |

    @certify-client @X-FRM-09 @C-MSG-01
    Example: The payload is cut, and NLN is glued behind it
      Given the kit plays the server
      And the accounts stand as in the example session
      And these contacts are online:
        | contact | status | client id |
        | Bob     | NLN    | 24        |
      And Alice is online
      When the server sends:
        """
        <<< MSG Hotmail Hotmail 88\r\n
            MIME-Version: 1.0\r\nConte
        <<< nt-Type: application/x-msmsgssystemmessage\r\n
            \r\n
            Type: 1\r\n
            Arg1: 5\r\n
            NLN BRB <bob=bob@passport.com> Bob 24\r\n
        """
      Then Alice still answers
      And Alice's client knows these contacts (X-FRM-09):
        | contact | status |
        | Bob     | BRB    |

    @certify-client @X-FRM-09 @C-MSG-01
    Example: The payload begins with a line end and looks like a command
      Given the kit plays the server
      And the accounts stand as in the example session
      And these contacts are online:
        | contact | status | client id |
        | Bob     | NLN    | 24        |
      And Alice is online
      When the server sends:
        """
        <<< MSG Hotmail Hotmail 35\r\n
            \r\n
            NLN BSY bob@passport.com Bob 24\r\n
        """
      Then Alice still answers
      And Alice's client knows these contacts (X-FRM-09):
        | contact | status |
        | Bob     | NLN    |

  Rule: X-FRM-05 The length of a payload counts bytes

    @certify-client @X-FRM-05 @C-MSG-01
    Example: A payload with letters of several bytes, and NLN behind it
      Given the kit plays the server
      And the accounts stand as in the example session
      And these contacts are online:
        | contact | status | client id |
        | Bob     | NLN    | 24        |
      And Alice is online
      When the server sends:
        """
        <<< MSG Hotmail Hotmail 77\r\n
            MIME-Version: 1.0\r\n
            Content-Type: text/x-unknown; charset=UTF-8\r\n
            \r\n
            Grüße ☺NLN IDL <bob=bob@passport.com> Bob 24\r\n
        """
      Then Alice still answers
      And Alice's client knows these contacts (X-FRM-05):
        | contact | status |
        | Bob     | IDL    |

  Rule: X-FRM-07 Many commands may come in one segment

    @certify-client @X-FRM-07
    Example: Forty changes at once
      Given the kit plays the server
      And the accounts stand as in the example session
      And these contacts are online:
        | contact | status | client id |
        | Bob     | NLN    | 24        |
      And Alice is online
      When the server sends:
        """
        <<< NLN BSY <bob=bob@passport.com> Bob 24\r\n
            NLN AWY <bob> Bob 24\r\n
            NLN BSY <bob> Bob 24\r\n
            NLN AWY <bob> Bob 24\r\n
            NLN BSY <bob> Bob 24\r\n
            NLN AWY <bob> Bob 24\r\n
            NLN BSY <bob> Bob 24\r\n
            NLN AWY <bob> Bob 24\r\n
            NLN BSY <bob> Bob 24\r\n
            NLN AWY <bob> Bob 24\r\n
            NLN BSY <bob> Bob 24\r\n
            NLN AWY <bob> Bob 24\r\n
            NLN BSY <bob> Bob 24\r\n
            NLN AWY <bob> Bob 24\r\n
            NLN BSY <bob> Bob 24\r\n
            NLN AWY <bob> Bob 24\r\n
            NLN BSY <bob> Bob 24\r\n
            NLN AWY <bob> Bob 24\r\n
            NLN BSY <bob> Bob 24\r\n
            NLN AWY <bob> Bob 24\r\n
            NLN BSY <bob> Bob 24\r\n
            NLN AWY <bob> Bob 24\r\n
            NLN BSY <bob> Bob 24\r\n
            NLN AWY <bob> Bob 24\r\n
            NLN BSY <bob> Bob 24\r\n
            NLN AWY <bob> Bob 24\r\n
            NLN BSY <bob> Bob 24\r\n
            NLN AWY <bob> Bob 24\r\n
            NLN BSY <bob> Bob 24\r\n
            NLN AWY <bob> Bob 24\r\n
            NLN BSY <bob> Bob 24\r\n
            NLN AWY <bob> Bob 24\r\n
            NLN BSY <bob> Bob 24\r\n
            NLN AWY <bob> Bob 24\r\n
            NLN BSY <bob> Bob 24\r\n
            NLN AWY <bob> Bob 24\r\n
            NLN BSY <bob> Bob 24\r\n
            NLN AWY <bob> Bob 24\r\n
            NLN BSY <bob> Bob 24\r\n
            NLN AWY <bob> Bob 24\r\n
        """
      Then Alice still answers
      And Alice's client knows these contacts (X-FRM-07):
        | contact | status |
        | Bob     | AWY    |

  Rule: X-FRM-12 Spaces too many are passed over

    @certify-client @X-FRM-12
    Example: Two spaces between words, and one before the line end
      Given the kit plays the server
      And the accounts stand as in the example session
      And these contacts are online:
        | contact | status | client id |
        | Bob     | NLN    | 24        |
      And Alice is online
      When the server sends:
        """
        <<< NLN  BSY <bob=bob@passport.com>  Bob 24 \r\n
        """
      Then Alice still answers
      And Alice's client knows these contacts (X-FRM-12):
        | contact | status |
        | Bob     | BSY    |

  Rule: X-FRM-13 An empty line is passed over

    @certify-client @X-FRM-13
    Example: Empty lines before and behind a command
      Given the kit plays the server
      And the accounts stand as in the example session
      And these contacts are online:
        | contact | status | client id |
        | Bob     | NLN    | 24        |
      And Alice is online
      When the server sends:
        """
        <<< \r\n
            NLN PHN <bob=bob@passport.com> Bob 24\r\n
            \r\n
        """
      Then Alice still answers
      And Alice's client knows these contacts (X-FRM-13):
        | contact | status |
        | Bob     | PHN    |

  Rule: C-UNK-01 An unknown command is passed over

    @certify-client @C-UNK-01
    Example: ZZZ
      Given the kit plays the server
      And the accounts stand as in the example session
      And these contacts are online:
        | contact | status | client id |
        | Bob     | NLN    | 24        |
      And Alice is online
      When the server sends:
        """
        <<< ZZZ 0 what is this\r\n
            ZZY\r\n
        """
      Then Alice still answers

  Rule: C-MSG-01 A message of an unknown type is read to its end and passed over

    @certify-client @C-MSG-01
    Example: application/x-nobody-knows
      Given the kit plays the server
      And the accounts stand as in the example session
      And these contacts are online:
        | contact | status | client id |
        | Bob     | NLN    | 24        |
      And Alice is online
      When the server sends:
        """
        <<< MSG Hotmail Hotmail 71\r\n
            MIME-Version: 1.0\r\n
            Content-Type: application/x-nobody-knows\r\n
            \r\n
            Anything
        """
      Then Alice still answers

    @certify-client @C-MSG-01
    Example: News of mail
      Given the kit plays the server
      And the accounts stand as in the example session
      And these contacts are online:
        | contact | status | client id |
        | Bob     | NLN    | 24        |
      And Alice is online
      When the server sends:
        """
        <<< MSG Hotmail Hotmail 219\r\n
            MIME-Version: 1.0\r\n
            Content-Type: text/x-msmsgsinitialemailnotification; charset=UTF-8\r\n
            \r\n
            Inbox-Unread: 1\r\n
            Folders-Unread: 0\r\n
            Inbox-URL: /cgi-bin/HoTMaiL\r\n
            Folders-URL: /cgi-bin/folders\r\n
            Post-URL: http://www.hotmail.com\r\n
        """
      Then Alice still answers

  Rule: C-ERR-01 An error of any number does no harm

    @certify-client @C-ERR-01
    Example: Numbers that nobody knows, to no open request
      Given the kit plays the server
      And the accounts stand as in the example session
      And these contacts are online:
        | contact | status | client id |
        | Bob     | NLN    | 24        |
      And Alice is online
      When the server sends:
        """
        <<< 999 0\r\n
            600 0\r\n
            201 4000000000\r\n
        """
      Then Alice still answers

  Rule: C-ERR-02 An error in another form does no harm

    @certify-client @C-ERR-02
    Example: An error without a transaction id, and one with more words
      Given the kit plays the server
      And the accounts stand as in the example session
      And these contacts are online:
        | contact | status | client id |
        | Bob     | NLN    | 24        |
      And Alice is online
      When the server sends:
        """
        <<< 500\r\n
            200 0 what was that\r\n
        """
      Then Alice still answers

  Rule: C-PNG-02 C-PNG-03 QNG is taken in both forms

    @certify-client @C-PNG-02 @C-PNG-03
    Example: QNG that nobody has asked for, and the form of later dialects
      Given the kit plays the server
      And the accounts stand as in the example session
      And these contacts are online:
        | contact | status | client id |
        | Bob     | NLN    | 24        |
      And Alice is online
      When the server sends:
        """
        <<< QNG\r\n
            QNG 50\r\n
        """
      Then Alice still answers
