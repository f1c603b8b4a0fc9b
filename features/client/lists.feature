@certify-client @lists
Feature: Alice's client edits the lists, and hears of changes

  Background:
    Given the kit plays the server
    And the accounts stand as in the example session
    And these contacts are online:
      | contact | status | client id |
      | Bob     | NLN    | 24        |
      | Carol   | IDL    | 268435492 |

  Rule: C-LST-01 C-LST-02 C-LST-03 C-LST-06 To block and to unblock

    @C-LST-01 @C-LST-02 @C-LST-03
    Example: Alice blocks Carol and thinks better of it
      Given Alice is online
      When Alice blocks Carol
      Then Alice still answers
      When Alice unblocks Carol
      Then Alice still answers

    @C-LST-06
    Example: The second edit is answered before the first
      Given Alice is online
      And the server is slow to answer the next REM
      When Alice blocks Carol
      Then Alice still answers

  Rule: C-LST-01 C-LST-11 C-LST-12 To add and to remove

    @C-LST-01 @C-LST-11 @C-LST-12
    Example: Alice removes Carol and adds her again
      Given Alice is online
      When Alice removes Carol
      Then Alice still answers
      When Alice adds Carol
      Then Alice's client knows these contacts (C-LST-12):
        | contact | status | PHM        |
        | Carol   | IDL    | 9876-54321 |

    @C-LST-12
    Example: Presence comes before the echo
      Given Alice is online
      When Alice removes Carol
      And Alice adds Carol:
        """
        # C-LST-01
        >>> ADD <add=15> FL <carol=carol@passport.com> <nickname=Carol> <rest-group=0>\r\n
        # C-LST-12
        <<< ILN <add> IDL <carol> Carol 268435492\r\n
            BPR 29 <carol> PHH\r\n
            ADD <add> FL 29 <carol> <nickname> <rest-group>\r\n
        """
      Then Alice still answers

    @C-LST-12
    Example: Numbers come with empty values, or without
      Given Alice is online
      When Alice removes Carol
      And Alice adds Carol:
        """
        # C-LST-01
        >>> ADD <add=15> FL <carol=carol@passport.com> <nickname=Carol> <rest-group=0>\r\n
        # C-LST-12
        <<< ADD <add> FL 29 <carol> <nickname> <rest-group>\r\n
            BPR 29 <carol> PHH\r\n
            BPR 29 <carol> PHW \r\n
            BPR 29 <carol> PHM 9876-54321\r\n
            BPR 29 <carol> MOB N\r\n
            ILN <add> IDL <carol> Carol 268435492\r\n
        """
      Then Alice's client knows these contacts (C-LST-12):
        | contact | PHM        |
        | Carol   | 9876-54321 |

    @C-LST-12
    Example: Presence comes as NLN
      Given a server that tells of presence by NLN behind ADD
      And Alice is online
      When Alice removes Carol
      And Alice adds Carol
      Then Alice still answers
      And Alice's client knows these contacts (C-PRS-03):
        | contact | status |
        | Carol   | IDL    |

  Rule: C-LST-04 C-LST-05 C-LST-10 Others change something

    @C-LST-04 @C-LST-05
    Example: Dave and Carol add Alice, and Carol takes her off
      Given Alice is online
      When Carol adds Alice
      And Dave adds Alice
      And Carol takes Alice off
      Then Alice still answers

    @C-LST-04
    Example: Somebody adds Alice before anything has changed
      Given Alice is online
      When the server sends:
        """
        # C-LST-04
        <<< ADD 0 RL 28 stranger@passport.com A%20stranger\r\n
        """
      Then Alice still answers

    @C-LST-04 @C-NOT-01
    Example: A NOT comes with the news
      Given a server that tells of list changes by NOT
      And Alice is online
      When Carol adds Alice
      Then Alice still answers

    @C-LST-05
    Example: A stranger adds Alice
      Given Alice is online
      When the server sends:
        """
        # C-LST-04
        <<< ADD 0 RL 28 stranger@passport.com A%20stranger\r\n
        # C-LST-05
        >>> ADD <add=12> <list=AL> stranger@passport.com <rest-nickname=A%20stranger>\r\n
        <<< ADD <add> <list> 29 stranger@passport.com <rest-nickname>\r\n
        """
      Then Alice still answers

    @C-LST-10
    Example: Alice changes her lists elsewhere
      Given Alice is online
      When the server sends:
        """
        # C-LST-10
        <<< ADD 0 FL 28 emily@passport.com Emily 0\r\n
            ADD 0 AL 29 emily@passport.com Emily\r\n
            ADD 0 BL 30 greg@passport.com Greg\r\n
            REM 0 FL 31 bob@passport.com 0\r\n
            REM 0 AL 32 carol@passport.com\r\n
            REM 0 BL 33 eve@passport.com\r\n
        """
      Then Alice still answers

    @C-PRS-06 @C-LST-04
    Example: Somebody whose account begins with digits takes Alice off
      Given Alice is online
      When the server sends:
        """
        # C-LST-04
        <<< ADD 0 RL 28 123abc@passport.com Digits\r\n
        # C-PRS-06
        <<< REM 0 RL 29 123abc@passport.com\r\n
        """
      Then Alice still answers

  Rule: C-LST-07 An edit that is refused

    @C-LST-07
    Scenario Outline: ADD gets error <error>
      Given Alice is online
      When Alice removes Carol
      Given the server refuses the next ADD with error <error>
      When Alice adds Carol
      Then Alice still answers

      Examples:
        | error |
        | 201   |
        | 205   |
        | 208   |
        | 210   |
        | 215   |
        | 224   |

    @C-LST-07
    Scenario Outline: REM gets error <error>
      Given Alice is online
      And the server refuses the next REM with error <error>
      When Alice removes Carol
      Then Alice still answers

      Examples:
        | error |
        | 216   |
        | 225   |

    @C-LST-07
    Example: REA gets error 209
      Given Alice is online
      And the server refuses the next REA with error 209
      When Alice takes the name "Queen Alice"
      Then Alice still answers

    @X-ERR-01
    Example: The error has words behind it
      Given Alice is online
      And the server refuses the next REA with error 209
      When Alice takes the name "Queen Alice"
      Then what Alice's client knows of itself is noted
      # It may show what was asked of it before the server has agreed, or not: it does the same in both cases.
      Given the server refuses the next REA with error 209 "no such name, please"
      When Alice takes the name "Queen Alice"
      Then Alice's client knows of itself what was noted (X-ERR-01)

    @C-LST-07
    Example: ADD BL gets error 219
      Given Alice is online
      And the server refuses the next ADD with error 219
      When Alice blocks Carol
      Then Alice still answers

  Rule: C-REA-01 C-LST-09 Names

    @C-REA-01 @X-ENC-01
    Example: Alice takes a name
      Given Alice is online
      When Alice takes the name "Alice 100% & Co"
      Then Alice still answers

    @C-REA-01 @X-ENC-01
    Example: Alice renames Bob
      Given Alice is online
      When Alice renames Bob to "Dear old Bob"
      Then Alice still answers

    @C-LST-09
    Example: Alice takes a name that is too long
      Given Alice is online
      When Alice takes a name of 200 letters
      Then Alice still answers

    @C-SYN-10
    Example: What the server writes of a name is what it stands for
      Given a server that writes names in raw UTF-8
      Then Alice signs in all the same (C-SYN-10)
      When Alice takes the name "Älice €"
      Then Alice still answers
