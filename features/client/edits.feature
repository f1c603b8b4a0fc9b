@notification @lists @groups
Feature: A client edits its lists

  The client is asked for changes; how it makes them is read off the wire, and the kit answers as a server does.

  Rule: C-LST-01 C-LST-11 C-LST-12 Somebody is added

    @certify-client @C-LST-01 @C-LST-11 @C-LST-12
    Example: Alice adds Fred
      Given the kit plays the server
      And the accounts stand as in the example session
      And Alice is online
      When Alice adds Fred
      Then Alice still answers
      And Alice's client knows these contacts (C-LST-12):
        | contact | name | groups |
        | Fred    | Fred | 0      |

  Rule: C-LST-02 C-LST-06 Somebody is removed

    @certify-client @C-LST-02 @C-LST-06
    Example: Alice removes Carol
      Given the kit plays the server
      And the accounts stand as in the example session
      And Alice is online
      When Alice removes Carol
      Then Alice still answers

  Rule: C-LST-03 Blocking is REM AL and ADD BL

    @certify-client @C-LST-03 @C-LST-01 @C-LST-02
    Example: Alice blocks Bob and takes it back
      Given the kit plays the server
      And the accounts stand as in the example session
      And Alice is online
      When Alice blocks Bob
      And Alice unblocks Bob
      Then Alice still answers
      And Alice's client knows these contacts (C-LST-03):
        | contact | lists    |
        | Bob     | FL,AL,RL |

  Rule: C-LST-06 Answers may come in any order

    @certify-client @C-LST-06
    Example: The second answer comes first
      Given the kit plays the server
      And the accounts stand as in the example session
      And Alice is online
      # A client that does not keep its lists does so in any order.
      When Alice blocks Bob
      Then Alice's client knows these contacts (C-LST-03):
        | contact | lists    |
        | Bob     | FL,BL,RL |
      When Alice unblocks Bob
      And Alice blocks Bob:
        """
        # REM C-LST-03 ADD C-LST-03
        >>> REM <rem=15> AL <bob=bob@passport.com>\r\n
            ADD <add=16> BL <bob> <rest-name=Bob>\r\n
        <<< ADD <add> BL 41 <bob> <rest-name>\r\n
        <<< REM <rem> AL 42 <bob>\r\n
        """
      Then Alice still answers
      And Alice's client knows these contacts (C-LST-06):
        | contact | lists    |
        | Bob     | FL,BL,RL |

  Rule: C-LST-07 A refusal leaves the session as it is

    @certify-client @C-LST-07
    Example: Alice adds Bob, who is there already
      Given the kit plays the server
      And the accounts stand as in the example session
      And Alice is online
      When Alice adds Bob in vain
      Then Alice still answers

    @certify-client @C-LST-07
    Example: Alice removes Fred, who is not there
      Given the kit plays the server
      And the accounts stand as in the example session
      And Alice is online
      When Alice removes Fred in vain
      Then Alice still answers

  Rule: C-LST-09 A name that is too long is not sent

    @certify-client @C-LST-09 @C-REA-01
    Example: 388 letters
      Given the kit plays the server
      And the accounts stand as in the example session
      And Alice is online
      When Alice takes a name of 388 letters, which is too long
      Then Alice still answers

  Rule: C-GRP-01 Groups are made, renamed and removed

    @certify-client @C-GRP-01
    Example: A group comes and goes
      Given the kit plays the server
      And the accounts stand as in the example session
      And Alice is online
      When Alice makes the group "Old % friends"
      And Alice renames group 4 to "New friends"
      And Alice removes group 4
      Then Alice still answers
      And Alice's client knows these groups (C-GRP-01):
        | id | name           |
        | 0  | Other Contacts |
        | 1  | Coworkers      |
        | 2  | Friends        |
        | 3  | Family         |

  Rule: X-FRM-07 Modes and numbers are set

    @certify-client @C-TRI-01 @C-TRI-02
    Example: Alice shows herself to her allow list alone, and takes it back
      Given the kit plays the server
      And the accounts stand as in the example session
      And Alice is online
      When Alice sets BLP to BL
      And Alice sets GTC to N
      And Alice sets BLP to AL
      And Alice sets GTC to A
      Then Alice still answers

    @certify-client @C-TRI-01 @X-ENC-01
    Example: Alice has another number
      Given the kit plays the server
      And the accounts stand as in the example session
      And Alice is online
      When Alice sets PHH to "01 234-56"
      Then Alice still answers
