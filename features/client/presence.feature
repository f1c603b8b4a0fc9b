@notification @presence
Feature: A client hears of the presence of others

  What real servers say of presence, in every form, told to a client that is online.

  Rule: C-PRS-03 Presence comes at any time

    @certify-client @C-PRS-03
    Example: Bob goes through every status
      Given the kit plays the server
      And the accounts stand as in the example session
      And these contacts are online:
        | contact | status | client id |
        | Bob     | NLN    | 24        |
      And Alice is online
      When the server sends:
        """
        <<< NLN BSY <bob=bob@passport.com> Bob 24\r\n
            NLN IDL <bob=bob@passport.com> Bob 24\r\n
            NLN BRB <bob=bob@passport.com> Bob 24\r\n
            NLN AWY <bob=bob@passport.com> Bob 24\r\n
            NLN PHN <bob=bob@passport.com> Bob 24\r\n
            NLN LUN <bob=bob@passport.com> Bob 24\r\n
        """
      Then Alice still answers
      And Alice's client knows these contacts (C-PRS-03):
        | contact | status |
        | Bob     | LUN    |

    @certify-client @C-PRS-03
    Example: Bob leaves and comes back in one segment
      Given the kit plays the server
      And the accounts stand as in the example session
      And these contacts are online:
        | contact | status | client id |
        | Bob     | NLN    | 24        |
      And Alice is online
      When the server sends:
        """
        <<< FLN <bob=bob@passport.com>\r\n
            NLN NLN <bob> Bob 24\r\n
        """
      Then Alice still answers
      And Alice's client knows these contacts (C-PRS-03):
        | contact | status |
        | Bob     | NLN    |

    @certify-client @C-PRS-03
    Example: Bob hides, which some servers tell as NLN FLN
      Given the kit plays the server
      And the accounts stand as in the example session
      And these contacts are online:
        | contact | status | client id |
        | Bob     | NLN    | 24        |
      And Alice is online
      When the server sends:
        """
        <<< NLN FLN <bob=bob@passport.com> Bob 0\r\n
        """
      Then Alice still answers
      And Alice's client knows these contacts (C-PRS-03):
        | contact | status |
        | Bob     | FLN    |

  Rule: C-PRS-02 Presence of somebody who is in no list does no harm

    @certify-client @C-PRS-02
    Example: Emily comes and goes
      Given the kit plays the server
      And the accounts stand as in the example session
      And these contacts are online:
        | contact | status | client id |
        | Bob     | NLN    | 24        |
      And Alice is online
      When the server sends:
        """
        <<< NLN BSY emily@passport.com Emily 0\r\n
            FLN emily@passport.com\r\n
        """
      Then Alice still answers

  Rule: C-PRS-04 Client ids have 32 bits

    @certify-client @C-PRS-04
    Example: The highest client id
      Given the kit plays the server
      And the accounts stand as in the example session
      And these contacts are online:
        | contact | status | client id |
        | Bob     | NLN    | 24        |
      And Alice is online
      When the server sends:
        """
        <<< NLN AWY <bob=bob@passport.com> Bob 4294967295\r\n
        """
      Then Alice still answers
      And Alice's client knows these contacts (C-PRS-04):
        | contact | status |
        | Bob     | AWY    |

  Rule: C-PRS-06 An account that begins with digits is no transaction id

    @certify-client @C-PRS-06
    Example: 1972@passport.com leaves
      Given the kit plays the server
      And Alice is signed in
      When Alice synchronises:
        """
        # C-SYN-01
        >>> SYN <syn=8> <rest-version=0>\r\n
        <<< SYN <syn> 4000000000 1 1\r\n
            GTC A\r\n
            BLP AL\r\n
            LSG 0 Other%20Contacts 0\r\n
            LST 1972@passport.com Nick 11 0\r\n
        # C-CHG-01
        >>> CHG <chg=9> <rest-status=NLN 0>\r\n
        <<< CHG <chg> <rest-status>\r\n
            ILN <chg> NLN 1972@passport.com Nick 24\r\n
        # C-PRS-06
        <<< FLN 1972@passport.com\r\n
            REM 0 RL 4000000001 1972@passport.com\r\n
        """
      Then Alice still answers

  Rule: C-PRS-07 ILN is taken whatever its transaction id is

    @certify-client @C-PRS-07
    Example: ILN with 0
      Given the kit plays the server
      And the accounts stand as in the example session
      And these contacts are online:
        | contact | status | client id |
        | Bob     | NLN    | 24        |
      And Alice is online
      When the server sends:
        """
        <<< ILN 0 BSY <bob=bob@passport.com> Bob 24\r\n
        """
      Then Alice still answers
      And Alice's client knows these contacts (C-PRS-07):
        | contact | status |
        | Bob     | BSY    |

    @certify-client @C-PRS-07
    Example: ILN with the number of no open request
      Given the kit plays the server
      And the accounts stand as in the example session
      And these contacts are online:
        | contact | status | client id |
        | Bob     | NLN    | 24        |
      And Alice is online
      When the server sends:
        """
        <<< ILN 4000000000 IDL <bob=bob@passport.com> Bob 24\r\n
        """
      Then Alice still answers
      And Alice's client knows these contacts (C-PRS-07):
        | contact | status |
        | Bob     | IDL    |

  Rule: X-ENC-02 Names are decoded

    @certify-client @X-ENC-02
    Example: Every letter is encoded that need not be
      Given the kit plays the server
      And the accounts stand as in the example session
      And these contacts are online:
        | contact | status | client id |
        | Bob     | NLN    | 24        |
      And Alice is online
      When the server sends:
        """
        <<< NLN NLN <bob=bob@passport.com> %42%6f%62%20%25%20%e2%98%ba 24\r\n
        """
      Then Alice still answers
      And Alice's client knows these contacts (X-ENC-02):
        | contact | name      |
        | Bob     | Bob % ☺   |

  Rule: X-ENC-03 A plus sign is a plus sign

    @certify-client @X-ENC-03
    Example: Bob+Carol
      Given the kit plays the server
      And the accounts stand as in the example session
      And these contacts are online:
        | contact | status | client id |
        | Bob     | NLN    | 24        |
      And Alice is online
      When the server sends:
        """
        <<< NLN NLN <bob=bob@passport.com> Bob+Carol 24\r\n
        """
      Then Alice still answers
      And Alice's client knows these contacts (X-ENC-03):
        | contact | name      |
        | Bob     | Bob+Carol |

  Rule: X-ENC-04 Names that are not encoded as they should be do no harm

    @certify-client @X-ENC-04
    Example: Raw UTF-8
      Given the kit plays the server
      And the accounts stand as in the example session
      And these contacts are online:
        | contact | status | client id |
        | Bob     | NLN    | 24        |
      And Alice is online
      When the server sends:
        """
        <<< NLN NLN <bob=bob@passport.com> B\xc3\xb6b 24\r\n
        """
      Then Alice still answers

    @certify-client @X-ENC-04
    Example: A percent sign that stands for itself
      Given the kit plays the server
      And the accounts stand as in the example session
      And these contacts are online:
        | contact | status | client id |
        | Bob     | NLN    | 24        |
      And Alice is online
      When the server sends:
        """
        <<< NLN NLN <bob=bob@passport.com> 100%%zz% 24\r\n
        """
      Then Alice still answers

    @certify-client @X-ENC-04
    Example: Bytes that are not UTF-8
      Given the kit plays the server
      And the accounts stand as in the example session
      And these contacts are online:
        | contact | status | client id |
        | Bob     | NLN    | 24        |
      And Alice is online
      When the server sends:
        """
        <<< NLN NLN <bob=bob@passport.com> %ff%fe%c3 24\r\n
        """
      Then Alice still answers
